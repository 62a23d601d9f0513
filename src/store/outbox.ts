import type { Redis } from "ioredis";
import type { Outbox } from "../ports/page-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import { runScript, script } from "./run-script.ts";
import type { RecordReader } from "./record-reader.ts";

/** ARGV: key, real now, lease, how many, key of the hold. */
const TAKE = script(`
if redis.call('EXISTS', ARGV[5]) == 1 then return {} end
local key, now, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local ids = redis.call('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', 0, ARGV[4])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. (now + ${LONGEST_MS}), '+inf', 'LIMIT', 0, ARGV[4])) do ids[#ids + 1] = id end
for _, id in ipairs(ids) do
  redis.call('ZADD', key .. ':since', 'NX', redis.call('ZSCORE', key, id), id)
  redis.call('ZADD', key, now + lease, id)
end
return ids
`);

/** What cannot be read stays in the outbox, and is looked at again when its lease is over. */
export function createOutbox(redis: Redis, keys: Keys, reader: RecordReader): Outbox {
  return {
    take: async (now, leaseMs, limit) => {
      const args = [keys.outbox, now, leaseMs, limit, keys.held];
      const ids = (await runScript(redis, TAKE, args)) as string[];
      const bodies = ids.length > 0 ? await redis.hmget(keys.effects, ...ids) : [];
      return reader.all(
        "effect",
        bodies.filter((b) => b !== null),
      );
    },
    done: async (id) => {
      await redis
        .multi()
        .zrem(keys.outbox, id)
        .zrem(`${keys.outbox}:since`, id)
        .hdel(keys.effects, id)
        .exec();
    },
    later: async (id, at) => {
      await redis.zadd(keys.outbox, "XX", at, id);
    },
    next: async () => scoreOf(await redis.zrange(keys.outbox, 0, 0, "WITHSCORES")),
  };
}

function scoreOf(found: readonly string[]): number | null {
  return found[1] === undefined ? null : Number(found[1]);
}
