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
const PLACED = `
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
local function ring(p, page, attempt, till)
  redis.call('ZADD', p .. 'ringing:' .. page.handle, till, page.id .. ':' .. attempt)
end
local function hush(p, page, one)
  one.over = true
  redis.call('ZREM', p .. 'ringing:' .. page.handle, page.id .. ':' .. one.attempt)
end
local function withdraw(p, page, one, now)
  if one.over or one.provider == '' then return end
  local id = page.id .. ':withdraw:' .. one.attempt
  redis.call('HSET', p .. 'effects', id, cjson.encode({ v = 1, id = id, incident = page.incidents[1], effect = { kind = 'withdraw', page = page.id } }))
  redis.call('ZADD', p .. 'outbox', now, id)
  redis.call('PUBLISH', p .. 'nudge', 'outbox')
end
`;

/**
 * One sender at a time takes all that is due and still needed as one page, unless a limit holds it. Who is held looks again
 * within a minute, a failed attempt is repeated within it, and no call rings for so long. A page that has to be
 * sent again leaves out what somebody has taken since; so does one that was sent and reached nobody, which goes before
 * anything new. While paging is held, everything is. What a newer version wrote waits for somebody who can read it.
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
local function ringsUntil()
  if not r.alone then return now end
  local key = p .. 'ringing:' .. r.handle
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  redis.call('ZREMRANGEBYSCORE', key, '(' .. (now + ${LONGEST_MS}), '+inf')
  return tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]) or now
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
    local rings = ringsUntil()
    if rings > now then return hold(rings) end
    redis.call('HINCRBY', key, 'attempt', 1)
    redis.call('HSET', key, 'page', withoutTaken(p, page), 'state', 'sending', 'until', now + r.leaseMs)
    redis.call('ZADD', p .. 'reaches', now + r.leaseMs, to)
    return {'claimed', redis.call('HGETALL', key)}
  end
  redis.call('HSET', key, 'state', 'ended')
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
local rings = ringsUntil()
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
 * that failed reaches nobody.
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
  if r.kind == 'sent' then withdraw(p, page, one, r.now) end
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
  if r.live ~= '' and not one.over then ring(p, page, r.attempt, math.min(tonumber(r.live), r.now + ${LONGEST_MS})) end
  if r.follow and one.provider ~= '' then redis.call('ZADD', p .. 'following', r.now, r.page .. ':' .. r.attempt) end
  if not needed(p, page) then withdraw(p, page, one, r.now) end
elseif r.kind == 'retry' then
  redis.call('HSET', key, 'state', 'ended')
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

/** Pages of an incident that went out and that nobody needs any more; what stays where it went also later. ARGV: prefix, incident id, methods that stay as JSON. */
export const NEEDLESS = script(`${NEEDED}
local p, found, stays = ARGV[1], {}, {}
for _, method in ipairs(cjson.decode(ARGV[3])) do stays[method] = true end
for _, id in ipairs(redis.call('SMEMBERS', p .. 'incident:' .. ARGV[2] .. ':pages')) do
  local key = p .. 'page:' .. id
  local json, state, placed, provider = unpack(redis.call('HMGET', key, 'page', 'state', 'placed', 'provider'))
  local isOut = placed or (provider or '') ~= ''
  local page = json and (state == 'sent' or (isOut and (state == 'ended' or state == 'retry'))) and cjson.decode(json)
  if page and (state ~= 'ended' or stays[page.method]) and not needed(p, page) then found[#found + 1] = id end
end
return found
`);

/** Hung up, or withdrawn, at the provider. ARGV: prefix, page id, then attempt and provider's id of each. */
export const STOPPED = script(`${PLACED}
local p, key = ARGV[1], ARGV[1] .. 'page:' .. ARGV[2]
local json = redis.call('HGET', key, 'page')
if not json then return 0 end
local page, placed = cjson.decode(json), placedOf(key)
for i = 3, #ARGV, 2 do
  for _, one in ipairs(placed) do
    if one.attempt == tonumber(ARGV[i]) and one.provider == ARGV[i + 1] then hush(p, page, one) end
  end
end
keep(key, placed)
return 1
`);

/**
 * A page that no longer rings; what was held by it, or behind it, may go out now. When its person acted in a call, this one
 * ends by itself, and what else rings for the page is withdrawn. ARGV: prefix, page id, how, real now.
 */
export const END = script(`${NEEDED}${PLACED}
local p, key = ARGV[1], ARGV[1] .. 'page:' .. ARGV[2]
local json = redis.call('HGET', key, 'page')
if not json then return 0 end
redis.call('HSET', key, 'state', 'ended')
local page, placed = cjson.decode(json), placedOf(key)
if ARGV[3] == 'acted' then
  local live = {}
  for _, one in ipairs(placed) do if not one.over then live[#live + 1] = one end end
  for _, one in ipairs(live) do
    if #live == 1 or one.rank >= 2 then hush(p, page, one) else withdraw(p, page, one, tonumber(ARGV[4])) end
  end
  keep(key, placed)
end
local to = page.handle .. '|' .. page.method
local sending = redis.call('GET', p .. 'sending:' .. to)
redis.call('ZREM', p .. 'again:' .. to, page.id)
if sending == page.id then release(p, to, page) end
if not sending or sending == page.id then goOn(p, to, 0) end
return 1
`);

/**
 * What a provider tells of one attempt. Within a call or message whatever is older than what is known changes nothing; a
 * state is never left for one that comes before it. ARGV: prefix, request as JSON, the line for the incidents' deliveries or nothing.
 */
export const PROGRESS = script(`${NEEDED}${PLACED}
local p, r = ARGV[1], cjson.decode(ARGV[2])
local key = p .. 'page:' .. r.page
local json, state = unpack(redis.call('HMGET', key, 'page', 'state'))
if not json then return 'unknown' end
local page = cjson.decode(json)
if page.v > ${versionOf("page")} then return 'old' end
local to, placed = page.handle .. '|' .. page.method, placedOf(key)
local one = find(placed, r.attempt, r.provider)
if one then
  if r.kind == 'acknowledged' then
    if one.rank >= 4 then return 'old' end
  elseif one.over or one.rank >= 3 then return 'old'
  elseif r.sequence and one.sequence then
    if r.sequence <= one.sequence then return 'old' end
  elseif r.rank <= one.rank then return 'old' end
else
  one = { attempt = r.attempt, provider = '', rank = 0, over = false, at = r.now }
  placed[#placed + 1] = one
end
one.notifier = r.notifier
if one.provider == '' then one.provider = r.provider end
one.sequence = r.sequence or one.sequence
one.rank = math.max(one.rank, r.rank)
if r.kind == 'failed' then one.failed = r.reason end
if r.kind == 'over' or r.kind == 'failed' then hush(p, page, one) end
keep(key, placed)

local isOver = state == 'ended' or not needed(p, page)
if ARGV[3] ~= '' and not (isOver and r.isQuiet) then
  for _, id in ipairs(page.incidents) do redis.call('RPUSH', p .. 'incident:' .. id .. ':deliveries', ARGV[3]) end
end
local sending = redis.call('GET', p .. 'sending:' .. to)

if r.kind == 'under-way' or r.kind == 'answered' or r.kind == 'delivered' then
  if r.till and r.kind ~= 'delivered' then
    ring(p, page, r.attempt, r.till)
    if isOver then withdraw(p, page, one, r.now) end
  end
  -- It went out, although its sender could not know.
  if not isOver and (state == 'retry' or state == 'failed') then
    redis.call('HSET', key, 'state', 'sent')
    redis.call('ZADD', p .. 'sent:' .. to, r.now, page.id)
    redis.call('ZREM', p .. 'again:' .. to, page.id)
    if sending == page.id then release(p, to, page) end
    if not sending or sending == page.id then goOn(p, to, r.now) end
  end
elseif r.kind == 'over' then
  hurry(p, to, r.now)
elseif r.kind == 'failed' and not isOver then
  local isElsewhere = false
  for _, other in ipairs(placed) do if not other.failed then isElsewhere = true end end
  if state == 'retry' then
    redis.call('HSET', key, 'until', r.now)
  elseif state == 'sent' and not isElsewhere then
    redis.call('HSET', key, 'state', 'retry', 'until', r.now)
    redis.call('ZADD', p .. 'again:' .. to, r.now, page.id)
  end
  hurry(p, to, r.now)
end
return 'done'
`);

/** Takes what is due to be asked; what is over, too old or gone leaves. ARGV: prefix, request as JSON. Answers page, attempt, notifier, provider's id and method of each. */
export const TO_FOLLOW = script(`${PLACED}
local p, r, found = ARGV[1], cjson.decode(ARGV[2]), {}
local key = p .. 'following'
local members = redis.call('ZRANGEBYSCORE', key, '-inf', r.now, 'LIMIT', 0, r.limit)
for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. (r.now + ${LONGEST_MS}), '+inf', 'LIMIT', 0, r.limit)) do members[#members + 1] = member end
for _, member in ipairs(members) do
  local id, attempt = string.match(member, '^(.*):(%d+)$')
  local page = p .. 'page:' .. id
  local json, state = unpack(redis.call('HMGET', page, 'page', 'state'))
  local one = json and find(placedOf(page), tonumber(attempt), '')
  if not one or one.over or one.rank >= 3 or state == 'ended' or math.abs(r.now - one.at) >= r.forMs then
    redis.call('ZREM', key, member)
  else
    redis.call('ZADD', key, r.now + r.everyMs, member)
    found[#found + 1] = { id, attempt, one.notifier, one.provider, cjson.decode(json).method }
  end
end
return found
`);
