import { LONGEST_MS } from "../longest.ts";
import { script } from "../run-script.ts";

/**
 * A card waits in `cards:<room>`; one that was never posted also in `cards:<room>:new`, at the same instant: there may be
 * thousands, and those must be found before the others.
 */
export const ADD_CARD = `
local function addCard(p, room, id, now)
  local key = p .. 'cards:' .. room
  if redis.call('ZADD', key, 'NX', now, id) == 1 and redis.call('HEXISTS', key .. ':shown', id) == 0 then
    redis.call('ZADD', key .. ':new', now, id)
  end
end
`;

/** ARGV: key, real now, lease, how many. Answers ids, each with whether an attempt to post it was made before. */
export const TAKE_CARDS = script(`
local key, now, lease, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local taken = {}
local function take(id)
  redis.call('ZADD', key .. ':since', 'NX', redis.call('ZSCORE', key, id), id)
  redis.call('ZADD', key, now + lease, id)
  redis.call('HDEL', key .. ':again', id)
  local tried = 0
  if redis.call('HEXISTS', key .. ':shown', id) == 0 then
    redis.call('ZADD', key .. ':new', 'XX', now + lease, id)
    tried = 1 - redis.call('SADD', key .. ':tried', id)
  end
  taken[#taken + 1] = id
  taken[#taken + 1] = tried
end
local function takeFrom(from)
  for _, span in ipairs({ { '-inf', now }, { '(' .. string.format('%.0f', now + ${LONGEST_MS}), '+inf' } }) do
    local left = limit - #taken / 2
    if left <= 0 then return end
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', from, span[1], span[2], 'LIMIT', 0, left)) do take(id) end
  end
end
takeFrom(key .. ':new')
takeFrom(key)
return taken
`);

/** Without a `ref` it leaves the queue without having been posted. ARGV: prefix, room, id, ref, revision, real now. */
export const CARD_DONE = script(`
local p, id, ref, rev, now = ARGV[1], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local key = p .. 'cards:' .. ARGV[2]
if ref ~= '' then
  redis.call('HSET', key .. ':shown', id, cjson.encode({ v = 1, ref = ref, revision = tonumber(rev) }))
  redis.call('ZREM', key .. ':new', id)
end
redis.call('SREM', key .. ':tried', id)
redis.call('ZREM', key .. ':since', id)
local newest = redis.call('HGET', p .. 'incident:' .. id, 'rev') == rev
if newest and redis.call('HEXISTS', key .. ':again', id) == 0 then
  redis.call('ZREM', key, id)
  redis.call('ZREM', key .. ':new', id)
else
  redis.call('ZADD', key, now, id)
  redis.call('ZADD', key .. ':new', 'XX', now, id)
end
return 1
`);

/** ARGV: prefix, room, id, until, whether it may have been posted. */
export const CARD_LATER = script(`
local key, id, till = ARGV[1] .. 'cards:' .. ARGV[2], ARGV[3], ARGV[4]
redis.call('ZADD', key, 'XX', till, id)
redis.call('ZADD', key .. ':new', 'XX', till, id)
if ARGV[5] == '0' then redis.call('SREM', key .. ':tried', id) end
return 1
`);

/** A mark that whoever takes the card clears, and that keeps it queued until then. ARGV: prefix, room, id, real now. */
export const CARD_AGAIN = script(`${ADD_CARD}
redis.call('HSET', ARGV[1] .. 'cards:' .. ARGV[2] .. ':again', ARGV[3], 1)
addCard(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
redis.call('PUBLISH', ARGV[1] .. 'nudge', 'cards')
return 1
`);
