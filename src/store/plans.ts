import type { Redis } from "ioredis";
import type { IncidentRecords } from "../ports/incident-records.ts";
import type { Keys } from "./keys.ts";
import { runScript, script } from "./run-script.ts";

type PlanRecords = Pick<
  IncidentRecords,
  | "due"
  | "nextDue"
  | "reschedule"
  | "hurryWaiting"
  | "countLate"
  | "markClock"
  | "outOfEpoch"
  | "epochOf"
  | "shiftBetween"
>;

/** When each incident is to be looked at, and by which epoch of the clock that was planned. */
export function createPlanRecords(redis: Redis, keys: Keys): PlanRecords {
  return {
    due: async (now, limit, after = 0) =>
      (await runScript(redis, DUE, [keys.prefix, now, limit, after])) as string[],
    nextDue: async () => score(await redis.zrange(keys.due, 0, 0, "WITHSCORES")),
    reschedule: async (id, revision, nextAt) => {
      await runScript(redis, RESCHEDULE, [keys.prefix, id, revision, nextAt ?? ""]);
    },
    hurryWaiting: async (now) => Number(await redis.eval(HURRY, 0, keys.prefix, now)),
    countLate: async (now) => Number(await runScript(redis, COUNT_LATE, [keys.prefix, now])),
    markClock: async (now) => Number(await redis.eval(MARK_CLOCK, 0, keys.prefix, now)),
    outOfEpoch: (epoch, limit) =>
      redis.zrangebyscore(keys.epochs, "-inf", `(${epoch}`, "LIMIT", 0, limit),
    epochOf: async (id) => {
      const epoch = await redis.zscore(keys.epochs, id);
      return epoch === null ? null : Number(epoch);
    },
    shiftBetween: async (from, to) => sum(await redis.hgetall(`${keys.clock}:shifts`), from, to),
  };
}

/** Nothing is due while paging is held: then the first step that was not run starts, and the others follow from it. */
const HELD = `redis.call('EXISTS', ARGV[1] .. 'held') == 1`;
const DUE = script(`
if ${HELD} then return {} end
local ids = redis.call('ZRANGEBYSCORE', ARGV[1] .. 'due', '-inf', ARGV[2], 'LIMIT', ARGV[4], ARGV[3])
if #ids > 0 then redis.call('SREM', ARGV[1] .. 'due:hurried', unpack(ids)) end
return ids
`);
const COUNT_LATE = script(`
if ${HELD} then return 0 end
return redis.call('ZCOUNT', ARGV[1] .. 'due', '-inf', ARGV[2])
`);

/** Whoever looked before the rooms changed must not put off what the change made due. */
const RESCHEDULE = script(`
local p, id, rev, at = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('HGET', p .. 'incident:' .. id, 'rev') ~= rev then return 0 end
if redis.call('SREM', p .. 'due:hurried', id) == 1 then return 0 end
if at == '' then redis.call('ZREM', p .. 'due', id); redis.call('ZREM', p .. 'due:epoch', id)
else redis.call('ZADD', p .. 'due', at, id); redis.call('PUBLISH', p .. 'nudge', 'due ' .. at) end
return 1
`);

const HURRY = `
local p, now = ARGV[1], ARGV[2]
local ids = redis.call('SMEMBERS', p .. 'waiting')
for _, id in ipairs(ids) do
  redis.call('ZADD', p .. 'due', 'XX', 'LT', now, id)
  redis.call('SADD', p .. 'due:hurried', id)
end
redis.call('PUBLISH', p .. 'nudge', 'presence')
if #ids > 0 then redis.call('PUBLISH', p .. 'nudge', 'due ' .. now) end
return #ids
`;

/** Remembers how late it is; when the clock went back by more than 5 s, opens a new epoch and keeps by how much. */
const MARK_CLOCK = `
local p, now = ARGV[1], tonumber(ARGV[2])
local seen = tonumber(redis.call('HGET', p .. 'clock', 'seen') or now)
redis.call('HSET', p .. 'clock', 'seen', ARGV[2])
if now < seen - 5000 then
  local epoch = redis.call('HINCRBY', p .. 'clock', 'epoch', 1)
  redis.call('HSET', p .. 'clock:shifts', epoch, seen - now)
end
return tonumber(redis.call('HGET', p .. 'clock', 'epoch') or 0)
`;

function sum(shifts: Readonly<Record<string, string>>, from: number, to: number): number {
  let total = 0;
  for (const [epoch, by] of Object.entries(shifts))
    if (Number(epoch) > from && Number(epoch) <= to) total += Number(by);
  return total;
}

function score(found: readonly string[]): number | null {
  return found[1] === undefined ? null : Number(found[1]);
}
