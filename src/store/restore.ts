import type { Redis } from "ioredis";
import type { Clock } from "../lib/clock.ts";
import { SECOND } from "../lib/durations.ts";
import type { Hold } from "../ports/hold-records.ts";
import type { BackupLine } from "./backup-lines.ts";
import type { Keys } from "./keys.ts";
import { mendRestored } from "./mend-restored.ts";
import type { RecordReader } from "./record-reader.ts";
import { scanKeys } from "./scan-keys.ts";
import { writeKey } from "./write-key.ts";

/** Longer than a lease lasts, and than a process that answers requests is silent. */
const QUIET_MS = 15 * SECOND;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

export const HALF_RESTORED =
  "This store was restored only in part. Restore it again: `npx watchroom restore <file> --replace`.";

/** `half`: a restore was begun and not finished. `running`: somebody works on it, or did seconds ago. */
export type StoreState = "empty" | "used" | "half" | "running";

export async function stateOfStore(redis: Redis, keys: Keys, real: number): Promise<StoreState> {
  if (await isRunning(redis, keys, real)) return "running";
  if ((await redis.exists(keys.restoring)) === 1) return "half";
  for await (const found of scanKeys(redis, keys.prefix)) if (found.length > 0) return "used";
  return "empty";
}

async function isRunning(redis: Redis, keys: Keys, real: number): Promise<boolean> {
  const near = (at: unknown): boolean => Math.abs(real - Number(at ?? 0)) < QUIET_MS;
  for (const name of ["fold", "audit"]) {
    const [owner, until] = await redis.hmget(keys.lease(name), "owner", "until");
    if (owner && near(until)) return true;
  }
  return near(await redis.hget(`${keys.prefix}intake`, "seen"));
}

/**
 * Fills the store from lines that are known to be whole, replacing what is there. Until the end a mark keeps every start
 * away; at the end, in one step, the mark goes and paging is held.
 */
export async function fillStore(
  { redis, keys, reader, clock }: { redis: Redis; keys: Keys; reader: RecordReader; clock: Clock },
  lines: AsyncIterable<string>,
  timeOf: () => Promise<Clock>,
): Promise<number> {
  await redis.set(keys.restoring, JSON.stringify({ v: 1, at: clock.real() }));
  await empty(redis, keys);
  const filled = await fill(redis, keys.prefix, lines);
  const time = await timeOf();
  await mendRestored(redis, keys, reader, { at: time.now(), real: time.real() });
  const hold: Hold = { v: 1, since: time.real(), why: "after a restore" };
  await redis.multi().set(keys.held, JSON.stringify(hold)).del(keys.restoring).exec();
  return filled;
}

async function empty(redis: Redis, keys: Keys): Promise<void> {
  for await (const found of scanKeys(redis, keys.prefix)) {
    const gone = found.filter((key) => key !== keys.restoring);
    if (gone.length > 0) await redis.unlink(...gone);
  }
}

async function fill(redis: Redis, prefix: string, lines: AsyncIterable<string>): Promise<number> {
  const names = new Set<string>();
  let [pipeline, bytes] = [redis.pipeline(), 0];
  const send = async (): Promise<void> => {
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
    [pipeline, bytes] = [redis.pipeline(), 0];
  };
  for await (const json of lines) {
    const line = JSON.parse(json) as BackupLine;
    names.add(line.k);
    writeKey(pipeline, prefix, line);
    bytes += json.length;
    if (bytes > BYTES_AT_ONCE) await send();
  }
  await send();
  return names.size;
}
