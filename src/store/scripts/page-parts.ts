import { LONGEST_MS } from "../longest.ts";
import { versionOf } from "../record-kinds.ts";

/** From the request on, with minutes in a provider's queue: nobody is kept from being called by one that never says that its call is over. */
const LONGEST_CALL_MS = 7 * 60_000;
/** Clocks of several machines differ by so much. */
const SKEW_MS = 5_000;

/**
 * Shared by the scripts: is some incident of this page still waiting for a human, in the generation it was asked in? Of
 * a page that a newer version wrote nobody here can say that it is not.
 */
export const NEEDED = `
local function needed(p, page)
  if page.v > ${versionOf("page")} then return true end
  for i, id in ipairs(page.incidents) do
    if redis.call('HGET', p .. 'incident:' .. id, 'page') == tostring(page.generations[i]) then return true end
  end
  return false
end
local function withoutTaken(p, page)
  local incidents, generations, asked = {}, {}, {}
  for i, id in ipairs(page.incidents) do
    if redis.call('HGET', p .. 'incident:' .. id, 'page') == tostring(page.generations[i]) then
      incidents[#incidents + 1], generations[#generations + 1], asked[#asked + 1] = id, page.generations[i], page.asked[i]
    end
  end
  page.incidents, page.generations, page.asked = incidents, generations, asked
  return cjson.encode(page)
end
local function drop(p, to, effects)
  for _, e in ipairs(effects) do
    redis.call('ZREM', p .. 'reach:' .. to, e)
    redis.call('HDEL', p .. 'effects', e)
  end
end
local function release(p, to, page)
  redis.call('DEL', p .. 'sending:' .. to)
  redis.call('ZREM', p .. 'reaches:since', to)
  drop(p, to, page.effects)
end
local function hurry(p, to, now)
  if redis.call('ZCARD', p .. 'reach:' .. to) + redis.call('ZCARD', p .. 'again:' .. to) + redis.call('EXISTS', p .. 'sending:' .. to) == 0 then return end
  redis.call('ZADD', p .. 'reaches', now, to)
  redis.call('PUBLISH', p .. 'nudge', 'pages')
end
local function goOn(p, to, now)
  if redis.call('ZCARD', p .. 'reach:' .. to) + redis.call('ZCARD', p .. 'again:' .. to) == 0 then redis.call('ZREM', p .. 'reaches', to) return end
  redis.call('ZADD', p .. 'reaches', now, to)
  redis.call('PUBLISH', p .. 'nudge', 'pages')
end
`;

/**
 * What the attempts of a page started lies in its hash, as a list; `ringing` knows which of it may ring at somebody, and
 * until when at most.
 */
export const PLACED = `
local function placedOf(key)
  local json, provider, attempt = unpack(redis.call('HMGET', key, 'placed', 'provider', 'attempt'))
  if json then return cjson.decode(json) end
  if (provider or '') == '' then return {} end
  return {{ attempt = tonumber(attempt), notifier = '', provider = provider, rank = 0, over = false, at = 0 }}
end
local function keep(key, placed)
  if #placed > 0 then redis.call('HSET', key, 'placed', cjson.encode(placed)) end
end
local function find(placed, attempt, provider)
  for _, one in ipairs(placed) do
    if one.attempt == attempt and (one.provider == provider or one.provider == '' or provider == '') then return one end
  end
end
local function ring(p, page, one, till)
  if one.at > 0 then till = math.min(till, one.at + ${LONGEST_CALL_MS}) end
  redis.call('ZADD', p .. 'ringing:' .. page.handle, 'GT', till, page.id .. ':' .. one.attempt)
end
local function ringsUntil(p, handle, now)
  local key = p .. 'ringing:' .. handle
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  redis.call('ZREMRANGEBYSCORE', key, '(' .. (now + ${LONGEST_MS + SKEW_MS}), '+inf')
  return tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]) or now
end
local function hush(p, page, one)
  one.over = true
  redis.call('ZREM', p .. 'ringing:' .. page.handle, page.id .. ':' .. one.attempt)
end
local function withdrawAll(p, page, attempt, now)
  local id = page.id .. ':withdraw:' .. attempt
  redis.call('HSET', p .. 'effects', id, cjson.encode({ v = 1, id = id, incident = page.incidents[1], effect = { kind = 'withdraw', page = page.id } }))
  redis.call('ZADD', p .. 'outbox', now, id)
  redis.call('PUBLISH', p .. 'nudge', 'outbox')
end
local function withdraw(p, page, one, now)
  if not one.over and one.provider ~= '' then withdrawAll(p, page, one.attempt, now) end
end
`;
