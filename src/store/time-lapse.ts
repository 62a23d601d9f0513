import type { Redis } from "ioredis";
import { ConfigError } from "../lib/config-error.ts";
import { systemClock, timeLapseClock, type Clock } from "../lib/clock.ts";
import type { Keys } from "./keys.ts";

const AGREE = `
local key = ARGV[1] .. 'time'
redis.call('HSETNX', key, 'factor', ARGV[2])
redis.call('HSETNX', key, 'v0', ARGV[3])
redis.call('HSETNX', key, 'r0', ARGV[3])
return redis.call('HMGET', key, 'factor', 'v0', 'r0')
`;

/** All processes on one store live in one time. Throws when the store was made under another factor. */
export async function agreeOnTime(redis: Redis, keys: Keys, factor: number): Promise<Clock> {
  const agreed = (await redis.eval(AGREE, 0, keys.prefix, factor, systemClock.real())) as [
    string,
    string,
    string,
  ];
  const [theirs = 1, v0 = 0, r0 = 0] = agreed.map(Number);
  if (theirs !== factor)
    throw new ConfigError(
      `This store was made under WATCHROOM_TIMELAPSE=${theirs}, not ${factor}: use that, or another store.`,
    );
  return factor === 1 ? systemClock : timeLapseClock({ v0, r0, factor });
}
