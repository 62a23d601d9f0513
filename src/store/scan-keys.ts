import type { Redis } from "ioredis";

const AT_ONCE = 500;

/** Batches of keys that begin so; each key that is there all the while comes at least once. */
export async function* scanKeys(redis: Redis, beginning: string): AsyncGenerator<string[]> {
  const match = `${beginning.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`;
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, "MATCH", match, "COUNT", AT_ONCE);
    if (keys.length > 0) yield keys;
    cursor = next;
  } while (cursor !== "0");
}
