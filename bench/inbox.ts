import type { Watchroom } from "./watchroom.ts";
import { sleep, until } from "./wait.ts";

/** How many incidents were ever opened. */
export async function opened({ redis, keys }: Watchroom): Promise<number> {
  return Number((await redis.get(`${keys.prefix}number`)) ?? 0);
}

/** For how many milliseconds the oldest signal that is not taken in yet has been waiting. */
async function foldLag({ redis, keys }: Watchroom): Promise<number> {
  const cursor = (await redis.get(keys.cursor)) ?? "0-0";
  const [oldest] = await redis.xrange(keys.inbox, `(${cursor}`, "+", "COUNT", 1);
  return oldest === undefined ? 0 : Math.max(0, Date.now() - Number(oldest[0].split("-")[0]));
}

/** Waits until everything is taken in; answers after how long. */
export function foldAll(watchroom: Watchroom, limitMs = 120_000): Promise<number> {
  const { redis, keys } = watchroom;
  return until("the fold", limitMs, async () => (await redis.xlen(keys.inbox)) === 0);
}

/** The largest lag that is seen while something goes on. */
export async function largestLag(watchroom: Watchroom, during: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const ending = during.finally(() => over.abort());
  let largest = 0;
  while (!over.signal.aborted) {
    largest = Math.max(largest, await foldLag(watchroom));
    await sleep(20);
  }
  await ending;
  return largest;
}
