import { IS_NEWER } from "../read-record.ts";
import { versionOf } from "../record-kinds.ts";
import { script } from "../run-script.ts";

/**
 * Counts one more for each group of names, unless one of them has had as many as one of its limits allows. The names of a
 * group mean the same, hashed with different secrets. ARGV: prefix, now, id, groups as JSON. Answers 0, or when there is
 * room again.
 */
export const RESERVE_SEND = script(`
local p, now, groups = ARGV[1], tonumber(ARGV[2]), cjson.decode(ARGV[4])
local free = 0
for _, group in ipairs(groups) do
  local times, longest = {}, 0
  for _, limit in ipairs(group.limits) do longest = math.max(longest, limit.spanMs) end
  group.longest = longest
  for _, name in ipairs(group.names) do
    local key = p .. 'phone-sends:' .. name
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - longest)
    redis.call('ZREMRANGEBYSCORE', key, now + longest, '+inf')
    local all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    for i = 2, #all, 2 do times[#times + 1] = tonumber(all[i]) end
  end
  table.sort(times)
  for _, limit in ipairs(group.limits) do
    local first = times[#times - limit.most + 1]
    if first and first > now - limit.spanMs then free = math.max(free, first + limit.spanMs) end
  end
end
if free > 0 then return free end
for _, group in ipairs(groups) do
  local key = p .. 'phone-sends:' .. group.names[1]
  redis.call('ZADD', key, now, ARGV[3])
  redis.call('PEXPIRE', key, 2 * group.longest)
end
return 0
`);

/**
 * A number that waits to be proven, with its code or without. ARGV: prefix, handle, contact, the code's hash or nothing,
 * by what it goes out, until when it is good, for how long it is kept.
 */
export const OFFER_CODE = script(`${IS_NEWER}
local p, handle = ARGV[1], ARGV[2]
local contacts, code = p .. 'contacts', p .. 'phone-code:' .. handle
if not isNewer(redis.call('HGET', contacts, handle .. '|phone-new'), ${versionOf("contact")}) then
  redis.call('HSET', contacts, handle .. '|phone-new', ARGV[3])
end
if redis.call('HEXISTS', p .. 'phones', handle) == 0 then redis.call('HDEL', contacts, handle .. '|phone') end
redis.call('DEL', code)
if ARGV[4] ~= '' then
  redis.call('HSET', code, 'hash', ARGV[4], 'by', ARGV[5], 'until', ARGV[6], 'tries', 0)
  redis.call('PEXPIRE', code, ARGV[7])
end
return 1
`);

/** Uses one try. ARGV: prefix, handle, now, most tries, how long a code lasts. Answers the code's hash, by what it went out, and the tries left; or nothing. */
export const TRY_CODE = script(`
local key, now, most, lasts = ARGV[1] .. 'phone-code:' .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local hash, by, till, tries = unpack(redis.call('HMGET', key, 'hash', 'by', 'until', 'tries'))
if not hash then return {} end
till, tries = tonumber(till), tonumber(tries)
if now >= till or till > now + 2 * lasts or tries >= most then
  redis.call('DEL', key)
  return {}
end
redis.call('HINCRBY', key, 'tries', 1)
return { hash, by, most - tries - 1 }
`);

/**
 * A right code: its number is in force from now on, if nobody's phone changed since it was looked at. ARGV: prefix,
 * handle, the code's hash, revision of all phones, contact, phone.
 */
export const VERIFY_PHONE = script(`${IS_NEWER}
local p, handle = ARGV[1], ARGV[2]
local contacts, code = p .. 'contacts', p .. 'phone-code:' .. handle
if redis.call('HGET', code, 'hash') ~= ARGV[3] then return 'gone' end
if (redis.call('GET', p .. 'phones:revision') or '0') ~= ARGV[4] then return 'again' end
if isNewer(redis.call('HGET', p .. 'phones', handle), ${versionOf("phone")}) then return 'gone' end
redis.call('HSET', contacts, handle .. '|phone', ARGV[5])
redis.call('HDEL', contacts, handle .. '|phone-new')
redis.call('HSET', p .. 'phones', handle, ARGV[6])
redis.call('DEL', code)
redis.call('INCR', p .. 'phones:revision')
return 'done'
`);

/** A number that waits, and its code. ARGV: prefix, handle. */
export const REMOVE_WAITING = script(`
local p, handle = ARGV[1], ARGV[2]
redis.call('HDEL', p .. 'contacts', handle .. '|phone-new')
if redis.call('HEXISTS', p .. 'phones', handle) == 0 then redis.call('HDEL', p .. 'contacts', handle .. '|phone') end
return redis.call('DEL', p .. 'phone-code:' .. handle)
`);

/** ARGV: prefix, handle. Answers how much there was. */
export const REMOVE_PHONE = script(`
local p, handle = ARGV[1], ARGV[2]
local gone = redis.call('HDEL', p .. 'contacts', handle .. '|phone', handle .. '|phone-new')
gone = gone + redis.call('HDEL', p .. 'phones', handle)
redis.call('DEL', p .. 'phone-code:' .. handle)
redis.call('INCR', p .. 'phones:revision')
return gone
`);

/** ARGV: prefix, from, to, revision of all phones, then the contacts and the phone of `to`: phone, phone-new, record; nothing: as it is. */
export const MOVE_PHONE = script(`
local p, from, to = ARGV[1], ARGV[2], ARGV[3]
if (redis.call('GET', p .. 'phones:revision') or '0') ~= ARGV[4] then return 'again' end
if ARGV[5] ~= '' then redis.call('HSET', p .. 'contacts', to .. '|phone', ARGV[5]) end
if ARGV[6] ~= '' then redis.call('HSET', p .. 'contacts', to .. '|phone-new', ARGV[6]) end
if ARGV[7] ~= '' then redis.call('HSET', p .. 'phones', to, ARGV[7]) end
redis.call('HDEL', p .. 'contacts', from .. '|phone', from .. '|phone-new')
redis.call('HDEL', p .. 'phones', from)
redis.call('DEL', p .. 'phone-code:' .. from)
redis.call('INCR', p .. 'phones:revision')
return 'done'
`);
