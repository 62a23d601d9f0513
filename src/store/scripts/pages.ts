import { LONGEST_MS } from "../longest.ts";
import { versionOf } from "../record-kinds.ts";
import { script } from "../run-script.ts";
import { NEEDED, PLACED } from "./page-parts.ts";

/**
 * One sender at a time takes all that is due and still needed as one page, unless a limit holds it. Who is held looks again
 * within a minute, a failed attempt is repeated within it, and no call rings for so long. A page that has to be
 * sent again leaves out what somebody has taken since; so does one that was sent and reached nobody, which goes before
 * anything new. While paging is held, everything is. What a newer version wrote waits for somebody who can read it.
 * ARGV: prefix, request as JSON.
 */
export const CLAIM = script(`${NEEDED}${PLACED}
local p, r = ARGV[1], cjson.decode(ARGV[2])
local to, now = r.handle .. '|' .. r.method, r.now
local function hold(till)
  till = math.min(till, now + ${LONGEST_MS})
  redis.call('ZADD', p .. 'reaches', till, to)
  return {'held', string.format('%.0f', till)}
end
local function sendingNow()
  local sending = redis.call('GET', p .. 'sending:' .. to)
  if sending then return sending end
  for _, id in ipairs(redis.call('ZRANGE', p .. 'again:' .. to, 0, -1)) do
    local json, state = unpack(redis.call('HMGET', p .. 'page:' .. id, 'page', 'state'))
    if not json or state ~= 'retry' then
      redis.call('ZREM', p .. 'again:' .. to, id)
    elseif cjson.decode(json).v <= ${versionOf("page")} then
      redis.call('ZREM', p .. 'again:' .. to, id)
      redis.call('SET', p .. 'sending:' .. to, id)
      redis.call('ZADD', p .. 'reaches:since', 'NX', now, to)
      return id
    end
  end
end

if redis.call('EXISTS', p .. 'held') == 1 then return hold(now + ${LONGEST_MS}) end
local sending = sendingNow()
while sending do
  local key = p .. 'page:' .. sending
  local page = cjson.decode(redis.call('HGET', key, 'page'))
  if page.v > ${versionOf("page")} then return hold(now + ${LONGEST_MS}) end
  local till = tonumber(redis.call('HGET', key, 'until'))
  if till > now and till <= now + ${LONGEST_MS} then return hold(till) end
  if needed(p, page) then
    local rings = r.alone and ringsUntil(p, r.handle, now) or now
    if rings > now then return hold(rings) end
    redis.call('HINCRBY', key, 'attempt', 1)
    redis.call('HSET', key, 'page', withoutTaken(p, page), 'state', 'sending', 'until', now + r.leaseMs)
    redis.call('ZADD', p .. 'reaches', now + r.leaseMs, to)
    return {'claimed', redis.call('HGETALL', key)}
  end
  redis.call('HSET', key, 'state', 'ended')
  if redis.call('HEXISTS', key, 'tried') == 1 then withdrawAll(p, page, redis.call('HGET', key, 'attempt'), now) end
  release(p, to, page)
  sending = sendingNow()
end

-- One incident of each alert that was not yet told, then the others of these alerts, then the rest.
local heads, fresh, told, headed, seen, newer = {}, {}, {}, {}, {}, nil
for _, id in ipairs(redis.call('ZRANGE', p .. 'reach:' .. to, 0, -1)) do
  local body = redis.call('HGET', p .. 'effects', id)
  local e = body and cjson.decode(body)
  if e and (e.v or 1) > ${versionOf("effect")} then
    newer = body
  elseif not e or redis.call('HGET', p .. 'incident:' .. e.incident, 'page') ~= tostring(e.generation) then
    drop(p, to, {id})
  else
    e.id = id
    local list = told
    if not redis.call('ZSCORE', p .. 'told:' .. to, e.alert) then
      list = headed[e.alert] and fresh or heads
      headed[e.alert] = true
    end
    list[#list + 1] = e
  end
end
if newer and #heads + #told == 0 then
  local held = hold(now + ${LONGEST_MS})
  held[3] = newer
  return held
end
if #heads + #told == 0 then
  if redis.call('ZCARD', p .. 'again:' .. to) > 0 then return hold(now + ${LONGEST_MS}) end
  redis.call('ZREM', p .. 'reaches', to)
  return {'nothing'}
end

redis.call('ZREMRANGEBYSCORE', p .. 'sent:' .. to, '-inf', now - r.spanMs)
redis.call('ZREMRANGEBYSCORE', p .. 'sent:' .. to, '(' .. (now + 5000), '+inf')
if redis.call('ZCARD', p .. 'sent:' .. to) >= r.count then
  local oldest = redis.call('ZRANGE', p .. 'sent:' .. to, -r.count, -r.count, 'WITHSCORES')
  return hold(tonumber(oldest[2]) + r.spanMs)
end
local rings = r.alone and ringsUntil(p, r.handle, now) or now
if rings > now then return hold(rings) end

local page = { v = 1, id = r.page, handle = r.handle, method = r.method, at = r.at, incidents = {}, generations = {}, asked = {}, effects = {} }
for _, list in ipairs({heads, fresh, told}) do
  for _, e in ipairs(list) do
    local known = seen[e.incident]
    if known then
      page.asked[known] = e.effect.asked
      page.effects[#page.effects + 1] = e.id
    elseif not (r.each and #page.incidents == 1) then
      seen[e.incident] = #page.incidents + 1
      page.incidents[#page.incidents + 1] = e.incident
      page.generations[#page.generations + 1] = e.generation
      page.asked[#page.asked + 1] = e.effect.asked
      page.effects[#page.effects + 1] = e.id
      redis.call('SADD', p .. 'incident:' .. e.incident .. ':pages', r.page)
      redis.call('ZADD', p .. 'told:' .. to, r.at, e.alert)
    end
  end
end
redis.call('ZREMRANGEBYSCORE', p .. 'told:' .. to, '-inf', r.at - 86400000)
redis.call('HSET', p .. 'page:' .. r.page, 'page', cjson.encode(page), 'attempt', 1, 'state', 'sending', 'until', now + r.leaseMs)
redis.call('SET', p .. 'sending:' .. to, r.page)
redis.call('ZADD', p .. 'reaches:since', 'NX', now, to)
redis.call('SET', p .. 'last:' .. r.handle, r.page)
redis.call('ZADD', p .. 'reaches', now + r.leaseMs, to)
return {'claimed', redis.call('HGETALL', p .. 'page:' .. r.page)}
`);

/** Kept before anything is sent, so that a sender who dies with an attempt has tried it. ARGV: prefix, page id, attempt, how each way fared. */
export const BEGIN = script(`
local key = ARGV[1] .. 'page:' .. ARGV[2]
local state, attempt, finished = unpack(redis.call('HMGET', key, 'state', 'attempt', 'finished'))
if state ~= 'sending' or attempt ~= ARGV[3] or finished == attempt then return 0 end
redis.call('HSET', key, 'tried', ARGV[4])
return 1
`);

/**
 * The outcome of one attempt. Somebody may have pressed a key before it was known: then the page has ended, and counts all the same.
 * Its provider may have told of it before it answered: a call that rings was placed, whatever the answer was, and one
 * that failed reaches nobody. What failed for now may have arrived: once nobody is needed, it is withdrawn as well.
 * ARGV: prefix, request as JSON, the line for the incidents' deliveries, the line of one that went out all the same.
 */
export const FINISH = script(`${NEEDED}${PLACED}
local p, r, line = ARGV[1], cjson.decode(ARGV[2]), ARGV[3]
local key = p .. 'page:' .. r.page
local json = redis.call('HGET', key, 'page')
local state = redis.call('HGET', key, 'state')
if not json or redis.call('HGET', key, 'attempt') ~= tostring(r.attempt) or redis.call('HGET', key, 'finished') == tostring(r.attempt) then return 0 end
redis.call('HSET', key, 'finished', r.attempt, 'tried', r.tried)
redis.call('HINCRBY', p .. 'deliveries', r.notifier .. '|' .. r.kind, 1)
local page = cjson.decode(json)
local to = page.handle .. '|' .. page.method
local placed = placedOf(key)
local one = find(placed, r.attempt, r.provider)
if r.kind == 'sent' then
  if not one then
    one = { attempt = r.attempt, notifier = r.notifier, provider = '', rank = 0, over = false, at = r.now }
    placed[#placed + 1] = one
  end
  if one.provider == '' then one.provider = r.provider end
  keep(key, placed)
  if one.failed then
    r.kind = 'retry'
    r['until'] = r.now
  end
elseif one and not one.failed then
  r.kind, r.live, line = 'sent', '', ARGV[4]
end
local function queue(id, incident, effect)
  redis.call('HSET', p .. 'effects', id, cjson.encode({ v = 1, id = id, incident = incident, effect = effect }))
  redis.call('ZADD', p .. 'outbox', r.now, id)
end

for _, id in ipairs(page.incidents) do redis.call('RPUSH', p .. 'incident:' .. id .. ':deliveries', line) end
if r.kind == 'sent' then redis.call('ZADD', p .. 'sent:' .. to, r.now, r.page) end
if state == 'ended' then
  if r.kind == 'sent' then withdraw(p, page, one, r.now) else withdrawAll(p, page, r.attempt, r.now) end
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
  redis.call('HSET', key, 'state', 'sent')
  if r.live ~= '' and not one.over then ring(p, page, one, math.min(tonumber(r.live), r.now + ${LONGEST_MS})) end
  if r.follow and one.provider ~= '' then redis.call('ZADD', p .. 'following', r.now, r.page .. ':' .. r.attempt) end
  if not needed(p, page) then withdraw(p, page, one, r.now) end
elseif r.kind == 'retry' then
  redis.call('HSET', key, 'state', 'ended')
  withdrawAll(p, page, r.attempt, r.now)
else
  redis.call('HSET', key, 'state', 'failed')
  redis.call('ZREM', p .. 'sent:' .. to, r.page)
  redis.call('ZREMRANGEBYSCORE', p .. 'pages:failed', '-inf', r.now - 3600000)
  redis.call('ZADD', p .. 'pages:failed', r.now, r.page)
  for i, id in ipairs(page.incidents) do
    queue(r.page .. ':failed:' .. i, id, { kind = 'undeliverable', asked = page.asked[i], generation = page.generations[i] })
  end
end
goOn(p, to, r.now)
redis.call('PUBLISH', p .. 'nudge', 'outbox')
return 1
`);
