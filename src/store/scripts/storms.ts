import { MINUTE } from "../../lib/durations.ts";
import { script } from "../run-script.ts";

/** What deciding looks at: nothing that is older, nor more of it. */
const KNOWN_FOR_MS = 10 * MINUTE;
const KNOWN_OF_AN_ALERT = 5;
const KNOWN_CARDS = 20;
const IN_SUMMARY = "summary:";

/**
 * What a room was given of late. ARGV: prefix, room, then of each incident its id and alert. Answers the revision, when
 * cards and critical cards were placed, the newest summary of all, and of each incident where it is (`card`, the id of
 * its summary, or nothing), when others of its alert were placed, and its alert's newest summary.
 */
export const LOOK = script(`
local p, room = ARGV[1], ARGV[2]
local s = p .. 'storms:' .. room
local function times(key)
  local found, all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES'), {}
  for i = 2, #found, 2 do all[#all + 1] = found[i] end
  return all
end
local function newest(field)
  local id = redis.call('HGET', s .. ':newest', field)
  local lastAt = id and redis.call('HGET', p .. 'summary:' .. id, 'lastAt')
  return lastAt and { id, lastAt } or {}
end
local function placed(id)
  local known = redis.call('HGET', s .. ':placed', id)
  if known then return known end
  local ok, shown = pcall(cjson.decode, redis.call('HGET', p .. 'cards:' .. room .. ':shown', id) or '')
  if not ok or type(shown) ~= 'table' then return '' end
  return string.sub(tostring(shown.ref), 1, ${IN_SUMMARY.length}) == '${IN_SUMMARY}' and '' or 'card'
end
local each = {}
for i = 3, #ARGV, 2 do
  each[#each + 1] = { placed(ARGV[i]), times(s .. ':alert:' .. ARGV[i + 1]), newest('alert:' .. ARGV[i + 1]) }
end
return { redis.call('HGET', s, 'rev') or '0', times(s .. ':cards'), times(s .. ':critical'), newest('all'), each }
`);

/**
 * Gives incidents their place, unless somebody has placed others since. ARGV: prefix, room, revision, now, then of each
 * incident its id, alert, severity and place (`card`, or the id of a summary), which of the newest summaries that is
 * (empty for a card), and, when it begins, its record.
 */
export const PLACE = script(`
local p, s, now = ARGV[1], ARGV[1] .. 'storms:' .. ARGV[2], ARGV[4]
if (redis.call('HGET', s, 'rev') or '0') ~= ARGV[3] then return 0 end
local function note(key, id, most)
  redis.call('ZADD', key, now, id)
  redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
  redis.call('PEXPIRE', key, ${KNOWN_FOR_MS})
end
for i = 5, #ARGV, 6 do
  local id, alert, severity, place, newest, record = unpack(ARGV, i, i + 5)
  redis.call('HSET', s .. ':placed', id, place)
  if place == 'card' then
    note(s .. ':cards', id, ${KNOWN_CARDS})
    if severity == 'critical' then note(s .. ':critical', id, ${KNOWN_CARDS}) end
  else
    if record ~= '' then
      redis.call('HSET', p .. 'summary:' .. place, 'record', record, 'newest', newest, 'rev', 0)
      redis.call('HSET', s .. ':newest', newest, place)
    end
    redis.call('HSET', p .. 'summary:' .. place, 'lastAt', now)
  end
  if place == 'card' or newest == 'all' then note(s .. ':alert:' .. alert, id, ${KNOWN_OF_AN_ALERT}) end
end
redis.call('HINCRBY', s, 'rev', 1)
return 1
`);

/** So many cards that are due are looked through. */
const LOOK_THROUGH = 1_000;

/** One that may have been posted is left to whoever looks for it first. ARGV: prefix, room, real now, lease, how many. */
export const TAKE_SHARED = script(`
local p, now, limit = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[5])
local key, placed, lease = p .. 'cards:' .. ARGV[2], p .. 'storms:' .. ARGV[2] .. ':placed', now + tonumber(ARGV[4])
local function isShared(id)
  local place = redis.call('HGET', placed, id)
  if place then return place ~= 'card' end
  return redis.call('HEXISTS', key .. ':shown', id) == 0 and redis.call('SISMEMBER', key .. ':tried', id) == 0
end
local taken = {}
for _, from in ipairs({ key .. ':new', key }) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, ${LOOK_THROUGH})) do
    if #taken >= limit then return taken end
    if isShared(id) then
      redis.call('ZADD', key .. ':since', 'NX', redis.call('ZSCORE', key, id), id)
      redis.call('ZADD', key, lease, id)
      redis.call('ZADD', key .. ':new', 'XX', lease, id)
      redis.call('HDEL', key .. ':again', id)
      taken[#taken + 1] = id
    end
  end
end
return taken
`);
