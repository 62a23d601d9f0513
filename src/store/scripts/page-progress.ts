import { LONGEST_MS } from "../longest.ts";
import { versionOf } from "../record-kinds.ts";
import { script } from "../run-script.ts";
import { NEEDED, PLACED } from "./page-parts.ts";

/** What is still open after twenty minutes is asked about so often. */
const SELDOM_MS = 20_000;

/** Pages of an incident that went out and that nobody needs any more; what stays where it went also later. ARGV: prefix, incident id, methods that stay as JSON. */
export const NEEDLESS = script(`${NEEDED}
local p, found, stays = ARGV[1], {}, {}
for _, method in ipairs(cjson.decode(ARGV[3])) do stays[method] = true end
for _, id in ipairs(redis.call('SMEMBERS', p .. 'incident:' .. ARGV[2] .. ':pages')) do
  local key = p .. 'page:' .. id
  local json, state, placed, provider, tried = unpack(redis.call('HMGET', key, 'page', 'state', 'placed', 'provider', 'tried'))
  local isOut = placed or (provider or '') ~= '' or (tried and state ~= 'sending')
  local page = json and (state == 'sent' or isOut) and cjson.decode(json)
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
 * ends by itself; what else rings for the page is withdrawn. ARGV: prefix, page id, how, real now.
 */
export const END = script(`${NEEDED}${PLACED}
local p, key = ARGV[1], ARGV[1] .. 'page:' .. ARGV[2]
local json = redis.call('HGET', key, 'page')
if not json then return 0 end
redis.call('HSET', key, 'state', 'ended')
local page, placed = cjson.decode(json), placedOf(key)
if ARGV[3] ~= 'withdrawn' then
  local live = {}
  for _, one in ipairs(placed) do if not one.over then live[#live + 1] = one end end
  for _, one in ipairs(live) do
    if ARGV[3] == 'acted' and (#live == 1 or one.rank >= 2) then hush(p, page, one) else withdraw(p, page, one, tonumber(ARGV[4])) end
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
 * state is never left for one that comes before it. Whoever says once more, uncounted, that a call goes on says that it
 * does so now. That what nobody needs any more has failed is noted: the next page would fail as well. ARGV: prefix, request as JSON, the line for the incidents' deliveries or nothing.
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
  elseif one.rank >= 3 or (one.over and not (r.kind == 'failed' and (state == 'ended' or not needed(p, page)))) then return 'old'
  elseif r.sequence and one.sequence then
    if r.sequence <= one.sequence then return 'old' end
  elseif r.rank <= one.rank then
    if r.rank == one.rank and r.till and not r.sequence then
      ring(p, page, one, r.till)
    end
    return 'old'
  end
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
    ring(p, page, one, r.till)
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

/** Takes what is due to be asked, what is old more seldom; what is over, too old or gone leaves. ARGV: prefix, request as JSON. Answers page, attempt, notifier, provider's id and method of each. */
export const TO_FOLLOW = script(`${NEEDED}${PLACED}
local p, r, found = ARGV[1], cjson.decode(ARGV[2]), {}
local key = p .. 'following'
local members = redis.call('ZRANGEBYSCORE', key, '-inf', r.now, 'LIMIT', 0, r.limit)
for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. (r.now + ${LONGEST_MS}), '+inf', 'LIMIT', 0, r.limit)) do members[#members + 1] = member end
for _, member in ipairs(members) do
  local id, attempt = string.match(member, '^(.*):(%d+)$')
  local page = p .. 'page:' .. id
  local json, state = unpack(redis.call('HMGET', page, 'page', 'state'))
  local one = json and find(placedOf(page), tonumber(attempt), '')
  local asked = one and cjson.decode(json)
  local age = one and math.abs(r.now - one.at)
  local function isOld()
    return age >= r.forMs and (age >= (r.longer[asked.method .. '|' .. one.notifier] or r.forMs) or not needed(p, asked))
  end
  if not one or one.over or one.rank >= 3 or state == 'ended' or isOld() then
    redis.call('ZREM', key, member)
  else
    redis.call('ZADD', key, r.now + math.max(r.everyMs, math.min(${SELDOM_MS}, age / 60)), member)
    found[#found + 1] = { id, attempt, one.notifier, one.provider, asked.method }
  end
end
return found
`);
