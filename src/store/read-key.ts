import type { Redis } from "ioredis";
import { textOf, type BackupLine, type KeyType } from "./backup-lines.ts";

/** Larger ones are read in parts, so that Redis answers others in between. */
const LARGE = 1_000;
/** An entry of the inbox may have a megabyte. */
const STREAM_AT_ONCE = 50;

type Part = Pick<BackupLine, "d" | "last">;

/** What a key holds, in parts; nothing when it is gone. */
export async function* readKey(
  redis: Redis,
  prefix: string,
  k: string,
): AsyncGenerator<BackupLine> {
  const key = prefix + k;
  const t = (await redis.type(key)) as KeyType | "none";
  if (t === "none") return;
  const expires = Number(await redis.call("PEXPIRETIME", key));
  for await (const part of parts(redis, key, t))
    yield { k, t, ...part, ...(expires > 0 && { x: expires }) };
}

async function* parts(redis: Redis, key: string, type: KeyType): AsyncGenerator<Part> {
  switch (type) {
    case "string": {
      const value = await redis.getBuffer(key);
      if (value !== null) yield { d: [textOf(value)] };
      return;
    }
    case "hash":
      return yield* flat(redis, key, ["HLEN", "HGETALL", "HSCAN"]);
    case "set":
      return yield* flat(redis, key, ["SCARD", "SMEMBERS", "SSCAN"]);
    case "zset":
      return yield* flat(redis, key, ["ZCARD", "ZRANGE", "ZSCAN"], ["0", "-1", "WITHSCORES"]);
    case "list":
      return yield* list(redis, key);
    case "stream":
      return yield* stream(redis, key);
  }
}

async function* flat(
  redis: Redis,
  key: string,
  [size, all, scan]: readonly [string, string, string],
  rest: readonly string[] = [],
): AsyncGenerator<Part> {
  if (Number(await redis.call(size, key)) <= LARGE) {
    const found = (await redis.callBuffer(all, key, ...rest)) as Buffer[];
    if (found.length > 0) yield { d: found.map(textOf) };
    return;
  }
  let cursor = "0";
  do {
    const answer = await redis.callBuffer(scan, key, cursor, "COUNT", String(LARGE));
    const [next, found] = answer as [Buffer, Buffer[]];
    if (found.length > 0) yield { d: found.map(textOf) };
    cursor = next.toString();
  } while (cursor !== "0");
}

async function* list(redis: Redis, key: string): AsyncGenerator<Part> {
  for (let from = 0; ; from += LARGE) {
    const found = await redis.lrangeBuffer(key, from, from + LARGE - 1);
    if (found.length === 0) return;
    yield { d: found.map(textOf) };
  }
}

/** The newest id is read first, as an entry that comes meanwhile has a later one, and written last. */
async function* stream(redis: Redis, key: string): AsyncGenerator<Part> {
  const info = (await redis.call("XINFO", "STREAM", key)) as unknown[];
  const last = String(info[info.indexOf("last-generated-id") + 1]);
  let after = "-";
  for (;;) {
    const limit = ["COUNT", String(STREAM_AT_ONCE)];
    const found = await redis.callBuffer("XRANGE", key, after, last, ...limit);
    const entries = found as [Buffer, Buffer[]][];
    if (entries.length === 0) return yield { d: [], last };
    yield { d: entries.map(([id, fields]) => [id, ...fields].map(textOf)) };
    after = `(${entries.at(-1)![0].toString()}`;
  }
}
