import { DAY } from "../../lib/durations.ts";
import { IS_NEWER } from "../read-record.ts";
import { versionOf } from "../record-kinds.ts";
import { ROLLUP_LAYOUT } from "../rollup-layout.ts";
import { script } from "../run-script.ts";
import { DROP_SERIES } from "./series-write.ts";
import { LEAVE_SUMMARY } from "./summaries.ts";

const PAGES_AT_ONCE = 50;

const IS_TAKEN_IN = `
local function isTakenIn(last, cursor)
  local ms, seq = string.match(last, '^(%d+)-(%d+)')
  local toMs, toSeq = string.match(cursor or '0-0', '^(%d+)-(%d+)')
  if not ms or not toMs then return true end
  ms, seq, toMs, toSeq = tonumber(ms), tonumber(seq), tonumber(toMs), tonumber(toSeq)
  return ms < toMs or (ms == toMs and seq <= toSeq)
end
`;

/**
 * One resolved incident with all that is its own: its record, timeline and deliveries; its pages with what points to them;
 * its cards, its share in summaries, and its places in every index; its fingerprint's record, if nothing newer needs it. Pages go in small steps.
 * ARGV: prefix, incident id, resolved before, rooms as JSON. Answers `kept`, `more` or `gone`.
 */
export const FORGET_INCIDENT = script(`${IS_NEWER}${IS_TAKEN_IN}${LEAVE_SUMMARY}
local p, id, before = ARGV[1], ARGV[2], tonumber(ARGV[3])
local incident = p .. 'incident:' .. id
local json, status = unpack(redis.call('HMGET', incident, 'state', 'status'))
if json then
  if status ~= 'resolved' or isNewer(json, ${versionOf("incident")}) then return 'kept' end
  local ok, state = pcall(cjson.decode, json)
  if not ok or type(state.resolvedAt) ~= 'number' or state.resolvedAt >= before then return 'kept' end
end

local function forgetPage(page)
  local record = redis.call('HGET', p .. 'page:' .. page, 'page')
  local ok, one = pcall(cjson.decode, record or '')
  if ok and type(one) == 'table' and one.handle then
    local to = one.handle .. '|' .. one.method
    if redis.call('GET', p .. 'last:' .. one.handle) == page then redis.call('DEL', p .. 'last:' .. one.handle) end
    if redis.call('GET', p .. 'sending:' .. to) == page then redis.call('DEL', p .. 'sending:' .. to) end
    redis.call('ZREM', p .. 'again:' .. to, page)
    for attempt = 1, tonumber(redis.call('HGET', p .. 'page:' .. page, 'attempt') or 0) do
      redis.call('ZREM', p .. 'ringing:' .. one.handle, page .. ':' .. attempt)
      redis.call('ZREM', p .. 'following', page .. ':' .. attempt)
    end
    redis.call('ZREM', p .. 'sent:' .. to, page)
    redis.call('ZREM', p .. 'pages:failed', page)
    redis.call('ZREM', p .. 'room:phone:' .. one.handle, page)
    for _, other in ipairs(one.incidents or {}) do redis.call('SREM', p .. 'incident:' .. other .. ':pages', page) end
  end
  redis.call('HDEL', p .. 'room:phone', page)
  redis.call('DEL', p .. 'page:' .. page)
  redis.call('SREM', incident .. ':pages', page)
end
for _, page in ipairs(redis.call('SRANDMEMBER', incident .. ':pages', ${PAGES_AT_ONCE})) do forgetPage(page) end
if redis.call('SCARD', incident .. ':pages') > 0 then return 'more' end

if json then
  local fp = p .. 'fp:' .. cjson.decode(json).fingerprint
  for _, field in ipairs({ 'open', 'closed' }) do
    if redis.call('HGET', fp, field) == id then redis.call('HSET', fp, field, '') end
  end
  local open, closed, last = unpack(redis.call('HMGET', fp, 'open', 'closed', 'last'))
  if (open or '') == '' and (closed or '') == '' and isTakenIn(last or '', redis.call('GET', p .. 'inbox:cursor')) then redis.call('DEL', fp) end
end
for _, room in ipairs(cjson.decode(ARGV[4])) do
  redis.call('ZREM', p .. 'cards:' .. room, id)
  redis.call('ZREM', p .. 'cards:' .. room .. ':new', id)
  redis.call('ZREM', p .. 'cards:' .. room .. ':since', id)
  redis.call('SREM', p .. 'cards:' .. room .. ':tried', id)
  redis.call('HDEL', p .. 'cards:' .. room .. ':shown', id)
  redis.call('HDEL', p .. 'cards:' .. room .. ':again', id)
  leaveSummary(p, room, id)
end
for _, index in ipairs({ 'incidents', 'open', 'due', 'due:epoch' }) do redis.call('ZREM', p .. index, id) end
redis.call('SREM', p .. 'waiting', id)
redis.call('SREM', p .. 'due:hurried', id)
redis.call('UNLINK', incident, incident .. ':timeline', incident .. ':deliveries', incident .. ':pages')
return 'gone'
`);

/** A message of the local room, with what people reacted with. ARGV: prefix, message id. */
export const FORGET_MESSAGE = script(`
local p, id = ARGV[1] .. 'room:', ARGV[2]
redis.call('ZREM', p .. 'order', id)
redis.call('HDEL', p .. 'messages', id)
redis.call('DEL', p .. 'reactions:' .. id)
return 1
`);

/** A fingerprint without an incident, long taken in. ARGV: prefix, key. */
export const SWEEP_FINGERPRINT = script(`${IS_TAKEN_IN}
local open, closed, last, v = unpack(redis.call('HMGET', ARGV[2], 'open', 'closed', 'last', 'v'))
if (open or '') ~= '' or (closed or '') ~= '' or tonumber(v or 1) > 1 then return 0 end
local ms = tonumber(string.match(redis.call('GET', ARGV[1] .. 'inbox:cursor') or '0', '^%d+'))
if not isTakenIn(last or '', string.format('%.0f-0', ms - ${2 * DAY})) then return 0 end
return redis.call('DEL', ARGV[2])
`);

/** An effect whose incident is gone. ARGV: prefix, effect id, where it waits. */
export const SWEEP_EFFECT = script(`
local p, id = ARGV[1], ARGV[2]
redis.call('HDEL', p .. 'effects', id)
redis.call('ZREM', p .. 'outbox', id)
redis.call('ZREM', p .. 'outbox:since', id)
if ARGV[3] ~= '' then redis.call('ZREM', p .. 'reach:' .. ARGV[3], id) end
return 1
`);

/** Where an alert stands that is in no book. ARGV: key, seen before. */
export const SWEEP_ALERT = script(`
local ok, alert = pcall(cjson.decode, redis.call('HGET', ARGV[1], 'alert') or '{}')
if not ok or type(alert) ~= 'table' then return 0 end
for _, field in ipairs({ 'at', 'beatAt', 'firstSeenAt' }) do
  if type(alert[field]) == 'number' and alert[field] >= tonumber(ARGV[2]) then return 0 end
end
return redis.call('DEL', ARGV[1])
`);

const { dayMs, keepMs } = ROLLUP_LAYOUT;

/**
 * Removes what is too old of one series, and measures the rest. ARGV: prefix, series, its last sample, now, full samples
 * since. Answers the bytes of its full samples, then each day of roll-ups with its bytes.
 */
export const TRIM_SERIES = script(`
local p, member, last, now = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
${DROP_SERIES}
if last < now - ${keepMs} then dropSeries(member, last) return {0} end
local stream = p .. 'samples:' .. member
redis.call('XTRIM', stream, 'MINID', ARGV[5])
if redis.call('XLEN', stream) == 0 then redis.call('DEL', stream) end
local today, oldest = math.floor(last / ${dayMs}), math.floor((now - ${keepMs}) / ${dayMs})
local found = { redis.call('MEMORY', 'USAGE', stream) or 0 }
for day = today - ${Math.ceil(keepMs / dayMs) + 1}, today do
  local key = p .. 'rollups:' .. member .. ':' .. day
  if day < oldest then redis.call('DEL', key) else
    local bytes = redis.call('MEMORY', 'USAGE', key)
    if bytes then found[#found + 1] = day; found[#found + 1] = bytes end
  end
end
return found
`);
