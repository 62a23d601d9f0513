import { LONGEST_MS } from "../longest.ts";
import { versionOf } from "../record-kinds.ts";
import { script } from "../run-script.ts";

/**
 * Shared by the scripts: is some incident of this page still waiting for a human, in the generation it was asked in? Of
 * a page that a newer version wrote nobody here can say that it is not.
 */
const NEEDED = `
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
local function goOn(p, to, now)
  if redis.call('ZCARD', p .. 'reach:' .. to) == 0 then redis.call('ZREM', p .. 'reaches', to) return end
  redis.call('ZADD', p .. 'reaches', now, to)
  redis.call('PUBLISH', p .. 'nudge', 'pages')
end
`;

/**
 * One sender at a time takes all that is due and still needed as one page, unless a limit holds it. Who is held looks again
 * within a minute, a failed attempt is repeated within it, and no call rings for so long. A page that has to be
 * sent again leaves out what somebody has taken since. While paging is held, everything is. What a newer version wrote
 * waits for somebody who can read it.
 * ARGV: prefix, request as JSON.
 */
export const CLAIM = script(`${NEEDED}
local p, r = ARGV[1], cjson.decode(ARGV[2])
local to, now = r.handle .. '|' .. r.method, r.now
local function hold(till)
  till = math.min(till, now + ${LONGEST_MS})
  redis.call('ZADD', p .. 'reaches', till, to)
  return {'held', string.format('%.0f', till)}
end

if redis.call('EXISTS', p .. 'held') == 1 then return hold(now + ${LONGEST_MS}) end
local sending = redis.call('GET', p .. 'sending:' .. to)
if sending then
  local key = p .. 'page:' .. sending
  local page = cjson.decode(redis.call('HGET', key, 'page'))
  if page.v > ${versionOf("page")} then return hold(now + ${LONGEST_MS}) end
  local till = tonumber(redis.call('HGET', key, 'until'))
  if till > now and till <= now + ${LONGEST_MS} then return hold(till) end
  if needed(p, page) then
    local attempt, json = redis.call('HINCRBY', key, 'attempt', 1), withoutTaken(p, page)
    redis.call('HSET', key, 'page', json, 'state', 'sending', 'until', now + r.leaseMs)
    redis.call('ZADD', p .. 'reaches', now + r.leaseMs, to)
    return {'claimed', json, tostring(attempt)}
  end
  redis.call('HSET', key, 'state', 'ended')
  release(p, to, page)
end

local fresh, told, seen, newer = {}, {}, {}, nil
for _, id in ipairs(redis.call('ZRANGE', p .. 'reach:' .. to, 0, -1)) do
  local body = redis.call('HGET', p .. 'effects', id)
  local e = body and cjson.decode(body)
  if e and (e.v or 1) > ${versionOf("effect")} then
    newer = body
  elseif not e or redis.call('HGET', p .. 'incident:' .. e.incident, 'page') ~= tostring(e.generation) then
    drop(p, to, {id})
  else
    e.id = id
    local list = redis.call('ZSCORE', p .. 'told:' .. to, e.alert) and told or fresh
    list[#list + 1] = e
  end
end
if newer and #fresh + #told == 0 then
  local held = hold(now + ${LONGEST_MS})
  held[3] = newer
  return held
end
if #fresh + #told == 0 then
  redis.call('ZREM', p .. 'reaches', to)
  return {'nothing'}
end

redis.call('ZREMRANGEBYSCORE', p .. 'sent:' .. to, '-inf', now - r.spanMs)
redis.call('ZREMRANGEBYSCORE', p .. 'sent:' .. to, '(' .. (now + 5000), '+inf')
if redis.call('ZCARD', p .. 'sent:' .. to) >= r.count then
  local oldest = redis.call('ZRANGE', p .. 'sent:' .. to, -r.count, -r.count, 'WITHSCORES')
  return hold(tonumber(oldest[2]) + r.spanMs)
end
if r.alone then
  local live = redis.call('HGET', p .. 'live', r.handle)
  local till = live and tonumber(redis.call('HGET', p .. 'page:' .. live, 'rings')) or 0
  if till > now and till <= now + ${LONGEST_MS} then return hold(till) end
end

local page = { v = 1, id = r.page, handle = r.handle, method = r.method, at = r.at, incidents = {}, generations = {}, asked = {}, effects = {} }
for _, list in ipairs({fresh, told}) do
  for _, e in ipairs(list) do
    page.effects[#page.effects + 1] = e.id
    if seen[e.incident] then page.asked[seen[e.incident]] = e.effect.asked
    else
      seen[e.incident] = #page.incidents + 1
      page.incidents[#page.incidents + 1] = e.incident
      page.generations[#page.generations + 1] = e.generation
      page.asked[#page.asked + 1] = e.effect.asked
      redis.call('SADD', p .. 'incident:' .. e.incident .. ':pages', r.page)
      redis.call('ZADD', p .. 'told:' .. to, r.at, e.alert)
    end
  end
end
redis.call('ZREMRANGEBYSCORE', p .. 'told:' .. to, '-inf', r.at - 86400000)
local json = cjson.encode(page)
redis.call('HSET', p .. 'page:' .. r.page, 'page', json, 'attempt', 1, 'state', 'sending', 'until', now + r.leaseMs)
redis.call('SET', p .. 'sending:' .. to, r.page)
redis.call('ZADD', p .. 'reaches:since', 'NX', now, to)
redis.call('SET', p .. 'last:' .. r.handle, r.page)
redis.call('ZADD', p .. 'reaches', now + r.leaseMs, to)
return {'claimed', json, '1'}
`);

/**
 * The outcome of one attempt. Somebody may have pressed a key before it was known: then the page has ended, and counts all the same.
 * ARGV: prefix, request as JSON, the line for the incidents' deliveries.
 */
export const FINISH = script(`${NEEDED}
local p, r = ARGV[1], cjson.decode(ARGV[2])
local key = p .. 'page:' .. r.page
local json = redis.call('HGET', key, 'page')
local state = redis.call('HGET', key, 'state')
if not json or redis.call('HGET', key, 'attempt') ~= r.attempt or redis.call('HGET', key, 'finished') == r.attempt then return 0 end
redis.call('HSET', key, 'finished', r.attempt)
redis.call('HINCRBY', p .. 'deliveries', r.notifier .. '|' .. r.kind, 1)
if r.kind == 'failed' then
  redis.call('ZREMRANGEBYSCORE', p .. 'pages:failed', '-inf', r.now - 3600000)
  redis.call('ZADD', p .. 'pages:failed', r.now, r.page)
end
local page = cjson.decode(json)
local to = page.handle .. '|' .. page.method
local function queue(id, incident, effect)
  redis.call('HSET', p .. 'effects', id, cjson.encode({ v = 1, id = id, incident = incident, effect = effect }))
  redis.call('ZADD', p .. 'outbox', r.now, id)
end

for _, id in ipairs(page.incidents) do redis.call('RPUSH', p .. 'incident:' .. id .. ':deliveries', ARGV[3]) end
if r.kind == 'sent' then redis.call('ZADD', p .. 'sent:' .. to, r.now, r.page) end
if state == 'ended' then
  if r.provider ~= '' then
    redis.call('HSET', key, 'provider', r.provider)
    queue(r.page .. ':withdraw', page.incidents[1], { kind = 'withdraw', page = r.page })
    redis.call('PUBLISH', p .. 'nudge', 'outbox')
  end
  return 1
end
if r.kind == 'retry' and needed(p, page) then
  local till = math.min(r['until'], r.now + ${LONGEST_MS})
  redis.call('HSET', key, 'state', 'retry', 'until', till)
  redis.call('ZADD', p .. 'reaches', till, to)
  return 1
end

release(p, to, page)
if r.kind == 'sent' then
  redis.call('HSET', key, 'state', 'sent', 'provider', r.provider)
  if r.live ~= '' then
    redis.call('HSET', key, 'rings', math.min(tonumber(r.live), r.now + ${LONGEST_MS}))
    redis.call('HSET', p .. 'live', page.handle, r.page)
  end
  if not needed(p, page) then queue(r.page .. ':withdraw', page.incidents[1], { kind = 'withdraw', page = r.page }) end
else
  redis.call('HSET', key, 'state', 'failed')
  for i, id in ipairs(page.incidents) do
    queue(r.page .. ':failed:' .. i, id, { kind = 'undeliverable', asked = page.asked[i], generation = page.generations[i] })
  end
end
goOn(p, to, r.now)
redis.call('PUBLISH', p .. 'nudge', 'outbox')
return 1
`);

/** Pages of an incident that went out and that nobody needs any more; direct messages also later, as they stay where they are. ARGV: prefix, incident id. */
export const NEEDLESS = script(`${NEEDED}
local p, found = ARGV[1], {}
for _, id in ipairs(redis.call('SMEMBERS', p .. 'incident:' .. ARGV[2] .. ':pages')) do
  local key = p .. 'page:' .. id
  local json, state, provider = unpack(redis.call('HMGET', key, 'page', 'state', 'provider'))
  local page = json and (state == 'sent' or state == 'ended') and cjson.decode(json)
  local shows = page and (state == 'sent' or (page.method == 'dm' and (provider or '') ~= ''))
  if shows and not needed(p, page) then found[#found + 1] = id end
end
return found
`);

/** A page that no longer rings; what was held by it, or behind it, may go out now. ARGV: prefix, page id. */
export const END = script(`${NEEDED}
local p, key = ARGV[1], ARGV[1] .. 'page:' .. ARGV[2]
local json = redis.call('HGET', key, 'page')
if not json then return 0 end
redis.call('HSET', key, 'state', 'ended')
local page = cjson.decode(json)
local to = page.handle .. '|' .. page.method
local sending = redis.call('GET', p .. 'sending:' .. to)
if redis.call('HGET', p .. 'live', page.handle) == page.id then redis.call('HDEL', p .. 'live', page.handle) end
if sending == page.id then release(p, to, page) end
if not sending or sending == page.id then goOn(p, to, 0) end
return 1
`);
