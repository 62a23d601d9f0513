import type { Redis } from "ioredis";
import type { Clock } from "../lib/clock.ts";
import { checkRedis } from "./check-redis.ts";
import type { Keys } from "./keys.ts";
import type { TimeLapse } from "../lib/clock.ts";

export interface StoreLook {
  /** How far its settings are from what a pager wants, in words. */
  readonly warnings: readonly string[];
  readonly takesWrites: boolean;
  /** How much later than ours the store's clock is; real milliseconds. */
  readonly aheadMs: number;
  /** The time that all processes on it live in; null before the first start. */
  readonly lapse: TimeLapse | null;
  /** Some worker was at work in the last seconds. */
  readonly hasWorker: boolean;
}

/** What a store that answers is like. Changes nothing but the key that says that it takes writes. */
export async function lookAtStore(
  redis: Redis,
  keys: Keys,
  clock: Pick<Clock, "real">,
): Promise<StoreLook> {
  const before = clock.real();
  const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
  const after = clock.real();
  const [warnings, takesWrites, lapse, until] = await Promise.all([
    checkRedis(redis),
    canWrite(redis, keys),
    redis.hmget(`${keys.prefix}time`, "factor", "v0", "r0"),
    redis.hget(keys.lease("audit"), "until"),
  ]);
  const [factor, v0, r0] = lapse.map(Number);
  return {
    warnings,
    takesWrites,
    aheadMs: Math.round(seconds * 1_000 + micros / 1_000 - (before + after) / 2),
    lapse: lapse[0] === null ? null : { factor: factor ?? 1, v0: v0 ?? 0, r0: r0 ?? 0 },
    hasWorker: Number(until ?? 0) > after,
  };
}

async function canWrite(redis: Redis, keys: Keys): Promise<boolean> {
  try {
    await redis.set(`${keys.prefix}ready`, "1");
    return true;
  } catch {
    return false;
  }
}
