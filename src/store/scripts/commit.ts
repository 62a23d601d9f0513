import { APART, script } from "../run-script.ts";
import { ADD_CARD } from "./cards.ts";
import { ADD_SAYING } from "./sayings.ts";

/**
 * One change of one incident: state, timeline, next instant, effects and fingerprint record, or nothing at all.
 * While its instants are those of an older clock, mixing them with new ones would move these, too, when they are replanned.
 * ARGV: prefix, request as JSON, the incident's state as JSON.
 */
export const COMMIT = script(`${ADD_CARD}${ADD_SAYING}
local p, r, state = ARGV[1], cjson.decode(ARGV[2]), ARGV[3]
local incident = p .. 'incident:' .. r.id
local fp = p .. 'fp:' .. r.fp

if r.fence and redis.call('HGET', p .. 'lease:fold', 'fence') ~= r.fence then return {'fenced'} end
local current = redis.call('HGET', incident, 'rev') or ''
if current ~= r.expected then return {'lost'} end
local open = redis.call('HGET', fp, 'open') or ''
local closed = redis.call('HGET', fp, 'closed') or ''
if r.last then
  if (redis.call('HGET', fp, 'last') or '') ~= r.seenLast or open ~= r.seenOpen or closed ~= r.seenClosed then return {'lost'} end
end
local epoch = redis.call('HGET', p .. 'clock', 'epoch') or '0'
local planned = redis.call('ZSCORE', p .. 'due:epoch', r.id)
if r.epochFrom then
  if planned ~= r.epochFrom then return {'lost'} end
else
  local seen = tonumber(redis.call('HGET', p .. 'clock', 'seen') or 0)
  if tonumber(r.at) < seen - 5000 or (planned and planned ~= epoch) then return {'set-back'} end
end

local number
if r.expected == '' then
  if open ~= '' then return {'lost'} end
  if r.silences and (redis.call('GET', p .. 'silences:revision') or '0') ~= r.silences then return {'lost'} end
  number = redis.call('INCR', p .. 'number')
  redis.call('HSET', incident, 'number', number, 'value', r.value, 'seen', r.seen, 'count', 1)
  redis.call('ZADD', p .. 'incidents', number, r.id)
else
  number = redis.call('HGET', incident, 'number')
end
redis.call('HSET', incident, 'state', state, 'rev', r.rev, 'status', r.status, 'page', r.page)
if r.firedAgain then
  redis.call('HSET', incident, 'value', r.firedAgain, 'seen', r.at)
  redis.call('HINCRBY', incident, 'count', 1)
end

if r.status == 'resolved' then
  if open == r.id then redis.call('HSET', fp, 'open', '') end
  if r.closed then redis.call('HSET', fp, 'closed', r.id)
  elseif closed == r.id then redis.call('HSET', fp, 'closed', '') end
  redis.call('ZREM', p .. 'open', r.id)
else
  redis.call('HSET', fp, 'v', 1, 'open', r.id, 'closed', '')
  redis.call('ZADD', p .. 'open', number, r.id)
end
if r.last then redis.call('HSET', fp, 'last', r.last) end

if r.nextAt ~= '' then
  redis.call('ZADD', p .. 'due', r.nextAt, r.id)
  redis.call('ZADD', p .. 'due:epoch', r.epochTo or epoch, r.id)
else
  redis.call('ZREM', p .. 'due', r.id)
  redis.call('ZREM', p .. 'due:epoch', r.id)
end
if r.waiting then redis.call('SADD', p .. 'waiting', r.id) else redis.call('SREM', p .. 'waiting', r.id) end

for _, line in ipairs(r.timeline) do redis.call('RPUSH', incident .. ':timeline', line) end
local woken = {}
for _, e in ipairs(r.effects) do
  if e.kind == 'card' then
    for _, room in ipairs(r.rooms) do addCard(p, room, r.id, r.now) end
    woken.cards = true
  elseif e.kind == 'say' then
    for _, room in ipairs(r.rooms) do addSaying(p, room, e.id, e.body, r.now) end
    woken.sayings = true
  elseif e.kind == 'signal-again' then
    redis.call('XADD', p .. 'inbox', '*', 'd', e.body)
  else
    redis.call('HSET', p .. 'effects', e.id, e.body)
    if e.kind == 'reach' then
      redis.call('ZADD', p .. 'reach:' .. e.to, r.now, e.id)
      redis.call('ZADD', p .. 'reaches', 'NX', r.now, e.to)
      woken.pages = true
    else
      redis.call('ZADD', p .. 'outbox', r.now, e.id)
      woken.outbox = true
    end
  end
end
for what in pairs(woken) do redis.call('PUBLISH', p .. 'nudge', what) end
if r.nextAt ~= '' then redis.call('PUBLISH', p .. 'nudge', 'due ' .. r.nextAt) end
return {'committed', number}
`);

/** Re-sent signals, each request those of one fingerprint. ARGV: prefix, then each request as JSON. */
export const TOUCH = script(`${APART}
local p = ARGV[1]
local fence = redis.call('HGET', p .. 'lease:fold', 'fence')
local function touch(json)
  local r = cjson.decode(json)
  local fp = p .. 'fp:' .. r.fp
  if fence ~= r.fence then return 'fenced' end
  local last, open, closed = unpack(redis.call('HMGET', fp, 'last', 'open', 'closed'))
  open, closed = open or '', closed or ''
  if (last or '') ~= r.seenLast or open ~= r.seenOpen or closed ~= r.seenClosed then return 'lost' end
  redis.call('HSET', fp, 'v', 1, 'last', r.last)
  local id = open ~= '' and open or closed
  if id ~= '' and r.count > 0 then
    local incident = p .. 'incident:' .. id
    redis.call('HSET', incident, 'value', r.value, 'seen', r.seen)
    redis.call('HINCRBY', incident, 'count', r.count)
  end
  return 'done'
end
local outcomes = {}
for i = 2, #ARGV do outcomes[#outcomes + 1] = apart(touch, ARGV[i]) end
return outcomes
`);
