import { SECOND } from "../../lib/durations.ts";
import { LONGEST_MS } from "../longest.ts";
import { IS_NEWER } from "../read-record.ts";
import { versionOf } from "../record-kinds.ts";
import { script } from "../run-script.ts";

/** A summary that changes is drawn at most so often; one that nobody is needed for any more, a little sooner. */
const PACE_MS = 5 * SECOND;
const HURRIED_PACE_MS = SECOND;

/** Incidents by what they need first, then by number. */
export const ORDER = { triggered: 2e12, acknowledged: 1e12, resolved: 0 } as const;

const COUNTING = `
local function ofStatus(key, status)
  local sum = 0
  for _, count in ipairs(redis.call('HMGET', key, status .. ':critical', status .. ':warning', status .. ':info')) do
    sum = sum + (tonumber(count) or 0)
  end
  return sum
end
local function add(key, member, by)
  redis.call('HINCRBY', key, member.status .. ':' .. member.severity, by)
  for _, name in ipairs(member.holders) do
    if tonumber(redis.call('ZINCRBY', key .. ':holders', by, name)) <= 0 then redis.call('ZREM', key .. ':holders', name) end
  end
end
`;

/** ARGV: prefix, room, now, then of each incident its id, its summary, and the member's record. */
export const COUNT = script(`${IS_NEWER}${COUNTING}
local p, s, now = ARGV[1], ARGV[1] .. 'storms:' .. ARGV[2], tonumber(ARGV[3])
local order = { triggered = ${ORDER.triggered}, acknowledged = ${ORDER.acknowledged}, resolved = ${ORDER.resolved} }

local function count(key, id, json)
  local before, member = redis.call('HGET', key .. ':members', id), cjson.decode(json)
  if isNewer(before, ${versionOf("summary-member")}) then return end
  before = before and cjson.decode(before)
  if before and before.revision > member.revision then return end
  if before then add(key, before, -1) end
  add(key, member, 1)
  redis.call('HSET', key .. ':members', id, json)
  redis.call('ZADD', key .. ':order', order[member.status] + member.number, id)
  if type(member.callsAt) == 'number' then redis.call('ZADD', key .. ':calls', member.callsAt, id)
  else redis.call('ZREM', key .. ':calls', id) end
  local since, last = unpack(redis.call('HMGET', key, 'since', 'last'))
  if not since or member.openedAt < tonumber(since) then redis.call('HSET', key, 'since', string.format('%.0f', member.openedAt)) end
  if not last or member.openedAt > tonumber(last) then redis.call('HSET', key, 'last', string.format('%.0f', member.openedAt)) end
end

local function queue(key, id, isHurried)
  redis.call('HINCRBY', key, 'rev', 1)
  if isHurried then redis.call('HSET', key, 'hurry', 1) end
  local drawnAt, notBefore, hurry = unpack(redis.call('HMGET', key, 'drawnAt', 'notBefore', 'hurry'))
  local at = now
  for _, bound in ipairs({ (tonumber(drawnAt) or 0) + (hurry and ${HURRIED_PACE_MS} or ${PACE_MS}), tonumber(notBefore) or 0 }) do
    if bound > at and bound <= now + ${LONGEST_MS} then at = bound end
  end
  local was = tonumber(redis.call('ZSCORE', s .. ':dirty', id) or '')
  if was and was <= at then return end
  redis.call('ZADD', s .. ':dirty', at, id)
  if at <= now then redis.call('PUBLISH', p .. 'nudge', 'summaries') end
end

local summaries, before = {}, {}
for i = 4, #ARGV, 3 do
  local key = p .. 'summary:' .. ARGV[i + 1]
  if redis.call('EXISTS', key) == 1 then
    if not before[ARGV[i + 1]] then
      summaries[#summaries + 1] = ARGV[i + 1]
      before[ARGV[i + 1]] = { ofStatus(key, 'triggered'), ofStatus(key, 'acknowledged') }
    end
    count(key, ARGV[i], ARGV[i + 2])
  end
end
for _, id in ipairs(summaries) do
  local key = p .. 'summary:' .. id
  local triggered, acknowledged = ofStatus(key, 'triggered'), ofStatus(key, 'acknowledged')
  local needed, had = unpack(before[id])
  queue(key, id, triggered == 0 and (needed > 0 or (acknowledged == 0 and had > 0)))
end
return 1
`);

/** ARGV: prefix, room, now, lease, limit. Answers of each its id, ref, whether it was tried, and its revision. */
export const TAKE = script(`
local p, s, now = ARGV[1], ARGV[1] .. 'storms:' .. ARGV[2], tonumber(ARGV[3])
local key, lease = s .. ':dirty', now + tonumber(ARGV[4])
local ids = redis.call('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', 0, ARGV[5])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. (now + ${LONGEST_MS}), '+inf', 'LIMIT', 0, ARGV[5])) do ids[#ids + 1] = id end
local taken = {}
for _, id in ipairs(ids) do
  local summary = p .. 'summary:' .. id
  local ref, tried, rev = unpack(redis.call('HMGET', summary, 'ref', 'tried', 'rev'))
  if not rev then redis.call('ZREM', key, id) else
    taken[#taken + 1] = { id, ref or '', tried or '', rev }
    redis.call('HDEL', summary, 'hurry')
    redis.call('HSET', summary, 'notBefore', lease)
    if not ref then redis.call('HSET', summary, 'tried', 1) end
    redis.call('ZADD', key, lease, id)
  end
end
return taken
`);

/** ARGV: prefix, room, summary, ref, revision, now. */
export const DRAWN = script(`
local summary, dirty, now = ARGV[1] .. 'summary:' .. ARGV[3], ARGV[1] .. 'storms:' .. ARGV[2] .. ':dirty', tonumber(ARGV[6])
local rev, hurry = unpack(redis.call('HMGET', summary, 'rev', 'hurry'))
if not rev then return redis.call('ZREM', dirty, ARGV[3]) end
redis.call('HSET', summary, 'ref', ARGV[4], 'drawnAt', now)
redis.call('HDEL', summary, 'tried', 'notBefore')
if rev == ARGV[5] then return redis.call('ZREM', dirty, ARGV[3]) end
redis.call('ZADD', dirty, now + (hurry and ${HURRIED_PACE_MS} or ${PACE_MS}), ARGV[3])
return 1
`);

/** ARGV: prefix, room, summary, not before, whether it may have arrived. */
export const LATER = script(`
local summary = ARGV[1] .. 'summary:' .. ARGV[3]
if redis.call('EXISTS', summary) == 0 then return 0 end
redis.call('HSET', summary, 'notBefore', ARGV[4])
if ARGV[5] == '0' then redis.call('HDEL', summary, 'tried') end
redis.call('ZADD', ARGV[1] .. 'storms:' .. ARGV[2] .. ':dirty', 'XX', ARGV[4], ARGV[3])
return 1
`);

/** For scripts: an incident that is deleted leaves its summary, which goes with its last one. */
export const LEAVE_SUMMARY = `${COUNTING}
local function leaveSummary(p, room, id)
  local s = p .. 'storms:' .. room
  local summary = redis.call('HGET', s .. ':placed', id)
  redis.call('HDEL', s .. ':placed', id)
  if not summary or summary == 'card' then return end
  local key = p .. 'summary:' .. summary
  local member = redis.call('HGET', key .. ':members', id)
  if member then add(key, cjson.decode(member), -1) end
  redis.call('HDEL', key .. ':members', id)
  redis.call('ZREM', key .. ':order', id)
  redis.call('ZREM', key .. ':calls', id)
  if redis.call('EXISTS', key .. ':members') == 1 then return end
  local newest = redis.call('HGET', key, 'newest')
  if newest and redis.call('HGET', s .. ':newest', newest) == summary then redis.call('HDEL', s .. ':newest', newest) end
  redis.call('ZREM', s .. ':dirty', summary)
  redis.call('UNLINK', key, key .. ':members', key .. ':order', key .. ':calls', key .. ':holders')
end
`;

/** ARGV: the key of the words, saying, span. */
export const SAYS_FIRST = script(`
redis.call('SET', ARGV[1], ARGV[2], 'NX', 'PX', ARGV[3])
return redis.call('GET', ARGV[1]) == ARGV[2] and 1 or 0
`);
