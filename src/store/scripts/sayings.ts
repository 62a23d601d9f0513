import { LONGEST_MS } from "../longest.ts";
import { script } from "../run-script.ts";

/**
 * In the order in which they came, whatever the clock does: the score is when it came, and never that of another. A room
 * has its sayings, their bodies, until when each is in a hand or put off, and which were tried.
 */
export const ADD_SAYING = `
local function addSaying(p, room, id, body, now)
  local key = p .. 'sayings:' .. room
  if redis.call('ZSCORE', key, id) then return false end
  local last = tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2] or 0)
  redis.call('ZADD', key, string.format('%.2f', math.max(tonumber(now), last + 0.01)), id)
  redis.call('HSET', key .. ':bodies', id, body)
  return true
end
`;

const REMOVE_SAYING = `
local function removeSaying(key, id)
  redis.call('ZREM', key, id)
  redis.call('HDEL', key .. ':bodies', id)
  redis.call('HDEL', key .. ':until', id)
  redis.call('SREM', key .. ':tried', id)
end
`;

/** What may have been said before. ARGV: prefix, id, body, real now, then rooms. */
const ADD_TRIED = `${ADD_SAYING}
local p, id, body = ARGV[1], ARGV[2], ARGV[3]
for i = 5, #ARGV do
  if addSaying(p, ARGV[i], id, body, ARGV[4]) then redis.call('SADD', p .. 'sayings:' .. ARGV[i] .. ':tried', id) end
end
redis.call('PUBLISH', p .. 'nudge', 'sayings')
`;

export const ADD = script(`${ADD_TRIED}return 1`);

export const TAKE_OVER = script(`
local p, id = ARGV[1], ARGV[2]
if redis.call('HDEL', p .. 'effects', id) == 0 then return 0 end
redis.call('ZREM', p .. 'outbox', id)
redis.call('ZREM', p .. 'outbox:since', id)
${ADD_TRIED}return 1`);

/** So many are looked through for one that may be said; those behind them wait. */
const LOOK = 1_000;
const LOOK_STEP = 100;

/** ARGV: prefix, room, real now, lease. Answers id, body, and whether it was tried before. */
export const TAKE_SAYING = script(`${REMOVE_SAYING}
local p, now = ARGV[1], tonumber(ARGV[3])
local key = p .. 'sayings:' .. ARGV[2]
local isHeld = redis.call('EXISTS', p .. 'held') == 1
local function mayLeave(body)
  if not isHeld then return true end
  local ok, saying = pcall(cjson.decode, body)
  return ok and type(saying) == 'table' and saying.whileHeld == true
end
local behind = {}
for from = 0, ${LOOK - LOOK_STEP}, ${LOOK_STEP} do
  local ids = redis.call('ZRANGE', key, from, from + ${LOOK_STEP - 1})
  if #ids == 0 then return {} end
  local tills = redis.call('HMGET', key .. ':until', unpack(ids))
  for i, id in ipairs(ids) do
    local line = string.match(id, '^(.-):%d+:%d+$') or id
    if not behind[line] then
      behind[line] = true
      local till = tonumber(tills[i] or 0)
      local isDue = till <= now or till > now + ${LONGEST_MS}
      local body = isDue and redis.call('HGET', key .. ':bodies', id)
      if isDue and not body then
        removeSaying(key, id)
      elseif isDue and mayLeave(body) then
        redis.call('HSET', key .. ':until', id, string.format('%.0f', now + tonumber(ARGV[4])))
        return {id, body, 1 - redis.call('SADD', key .. ':tried', id)}
      end
    end
  end
end
return {}
`);

/** ARGV: prefix, room, id. */
export const SAYING_DONE = script(`${REMOVE_SAYING}
removeSaying(ARGV[1] .. 'sayings:' .. ARGV[2], ARGV[3])
return 1
`);

/** ARGV: prefix, room, id, until, whether it may have been said. */
export const SAYING_LATER = script(`
local key = ARGV[1] .. 'sayings:' .. ARGV[2]
if not redis.call('ZSCORE', key, ARGV[3]) then return 0 end
redis.call('HSET', key .. ':until', ARGV[3], ARGV[4])
if ARGV[5] == '0' then redis.call('SREM', key .. ':tried', ARGV[3]) end
return 1
`);

const FORGET_OF_NONE = `
for _, id in ipairs(redis.call('ZRANGE', key, 0, -1)) do
  local incident = string.match(id, '^(.-):%d+:%d+$')
  local isGone = incident and redis.call('EXISTS', p .. 'incident:' .. incident) == 0
  if isGone or redis.call('HEXISTS', key .. ':bodies', id) == 0 then removeSaying(key, id) end
end
`;

/** Those of incidents that are gone. ARGV: prefix, room. */
export const SWEEP_SAYINGS = script(`${REMOVE_SAYING}
local p, key = ARGV[1], ARGV[1] .. 'sayings:' .. ARGV[2]
${FORGET_OF_NONE}return 1
`);

/** What waited when the backup was made may have been said since. ARGV: prefix, room, real now. */
export const MEND_SAYINGS = script(`${ADD_SAYING}${REMOVE_SAYING}
local p, room = ARGV[1], ARGV[2]
local key = p .. 'sayings:' .. room
local bodies = redis.call('HGETALL', key .. ':bodies')
for i = 1, #bodies, 2 do
  addSaying(p, room, bodies[i], bodies[i + 1], ARGV[3])
  redis.call('SADD', key .. ':tried', bodies[i])
end
${FORGET_OF_NONE}return 1
`);
