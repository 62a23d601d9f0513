import type { Redis } from "ioredis";
import type { CardRecords, Outbox } from "../ports/page-records.ts";
import type { Keys } from "./keys.ts";
import { runScript, script } from "./run-script.ts";
import type { RecordReader } from "./record-reader.ts";

/** Nothing is put off for longer: an instant that lies further ahead was set before the clock went back, and counts as past. */
const LONGEST_MS = 60_000;

const TAKE = `
local key, now, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local ids = redis.call('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', 0, ARGV[4])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. (now + ${LONGEST_MS}), '+inf', 'LIMIT', 0, ARGV[4])) do ids[#ids + 1] = id end
for _, id in ipairs(ids) do
  redis.call('ZADD', key .. ':since', 'NX', redis.call('ZSCORE', key, id), id)
  redis.call('ZADD', key, now + lease, id)
end
`;

/** What cannot be read stays in the outbox, and is looked at again when its lease is over. */
export function createOutbox(redis: Redis, keys: Keys, reader: RecordReader): Outbox {
  return {
    take: async (now, leaseMs, limit) => {
      const args = [keys.outbox, now, leaseMs, limit, keys.held];
      const ids = (await runScript(redis, TAKE_OUTBOX, args)) as string[];
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

/** Drawn once more although its incident did not change: a mark that whoever takes the card clears, and that keeps it queued until then. */
const AGAIN = ":again";

const TAKE_OUTBOX = script(`if redis.call('EXISTS', ARGV[5]) == 1 then return {} end
${TAKE}return ids
`);

const TAKE_CARDS = script(`${TAKE}
for _, id in ipairs(ids) do redis.call('HDEL', key .. '${AGAIN}', id) end
return ids
`);

const CARD_DONE = script(`
local p, room, id, ref, rev, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
redis.call('HSET', p .. 'cards:' .. room .. ':shown', id, cjson.encode({ v = 1, ref = ref, revision = tonumber(rev) }))
redis.call('ZREM', p .. 'cards:' .. room .. ':since', id)
local newest = redis.call('HGET', p .. 'incident:' .. id, 'rev') == rev
if newest and redis.call('HEXISTS', p .. 'cards:' .. room .. '${AGAIN}', id) == 0 then redis.call('ZREM', p .. 'cards:' .. room, id)
else redis.call('ZADD', p .. 'cards:' .. room, now, id) end
return 1
`);

/** `now` is real. */
export function createCardRecords(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  now: () => number,
): CardRecords {
  return {
    take: async (room, at, leaseMs, limit) =>
      (await runScript(redis, TAKE_CARDS, [keys.cards(room), at, leaseMs, limit])) as string[],
    shown: async (room, incident) => {
      const shown = reader.read("card-shown", await redis.hget(keys.shown(room), incident));
      return { ref: shown?.ref ?? null, revision: shown?.revision ?? -1 };
    },
    done: async (room, incident, { ref, revision }) => {
      const args = [keys.prefix, room, incident, ref, revision, now()];
      await runScript(redis, CARD_DONE, args);
    },
    later: async (room, incident, at) => {
      await redis.zadd(keys.cards(room), "XX", Math.min(at, now() + LONGEST_MS), incident);
    },
    again: async (room, incident) => {
      await redis
        .multi()
        .hset(keys.cards(room) + AGAIN, incident, 1)
        .zadd(keys.cards(room), "NX", now(), incident)
        .publish(keys.nudge, "cards")
        .exec();
    },
    failingSince: async (room) => {
      const since = await redis.hget(`${keys.prefix}rooms:failing`, room);
      return since === null ? null : Number(since);
    },
    setFailing: async (room, since) => {
      await (since === null
        ? redis.hdel(`${keys.prefix}rooms:failing`, room)
        : redis.hsetnx(`${keys.prefix}rooms:failing`, room, since));
    },
  };
}

function scoreOf(found: readonly string[]): number | null {
  return found[1] === undefined ? null : Number(found[1]);
}
