import type { Redis } from "ioredis";
import type { Clock } from "../lib/clock.ts";
import type { Leases } from "../ports/book-records.ts";
import type { Keys } from "./keys.ts";
import { runScript, script } from "./run-script.ts";

/**
 * A lease that ends much later than it could have been given was given before the clock went back: it is over. Clocks of
 * several machines may differ by as much as the lease lasts.
 */
const HOLD = script(`
local key, owner, now, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local held, till = redis.call('HGET', key, 'owner'), tonumber(redis.call('HGET', key, 'until') or 0)
if held ~= owner and till > now and till <= now + 2 * ttl then return '' end
if held ~= owner then redis.call('HINCRBY', key, 'fence', 1) end
redis.call('HSET', key, 'owner', owner, 'until', now + ttl)
return redis.call('HGET', key, 'fence')
`);

const RELEASE = `if redis.call('HGET', ARGV[1], 'owner') == ARGV[2] then redis.call('HSET', ARGV[1], 'owner', '', 'until', 0) end return 1`;

/** `owner` is unique to this process and start. */
export function createLeases(redis: Redis, keys: Keys, clock: Clock, owner: string): Leases {
  return {
    hold: async (name, ttlMs) => {
      const args = [keys.lease(name), owner, clock.real(), ttlMs];
      const fence = (await runScript(redis, HOLD, args)) as string;
      return fence === "" ? null : Number(fence);
    },
    release: async (name) => {
      await redis.eval(RELEASE, 0, keys.lease(name), owner);
    },
  };
}
