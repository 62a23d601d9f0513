import { script } from "../run-script.ts";

/**
 * Since when the oldest of all that is to leave could have left: messages, cards, and pages that no limit holds. What was
 * taken up and has not left yet counts from when it was taken up first. ARGV: prefix, names of rooms.
 */
export const WAITING_SINCE = script(`
local p = ARGV[1]
local oldest
local function note(at)
  at = tonumber(at)
  if at and (not oldest or at < oldest) then oldest = at end
end
local function look(key)
  note(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
  for _, id in ipairs(redis.call('ZRANGE', key .. ':since', 0, 99)) do
    if redis.call('ZSCORE', key, id) then
      note(redis.call('ZSCORE', key .. ':since', id))
      break
    end
    redis.call('ZREM', key .. ':since', id)
  end
end
look(p .. 'outbox')
look(p .. 'reaches')
for i = 2, #ARGV do
  look(p .. 'cards:' .. ARGV[i])
  note(redis.call('ZRANGE', p .. 'sayings:' .. ARGV[i], 0, 0, 'WITHSCORES')[2])
end
return oldest and string.format('%.0f', oldest) or ''
`);

const STORE_TIME = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Whoever has said nothing for an hour is forgotten. ARGV: prefix, owner, role, its time. */
export const NOTE_PROCESS = script(`${STORE_TIME}
local key = ARGV[1] .. 'processes'
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  if math.abs(now - cjson.decode(all[i + 1]).at) > 3600000 then redis.call('HDEL', key, all[i]) end
end
redis.call('HSET', key, ARGV[2], cjson.encode({ v = 1, role = ARGV[3], aheadMs = tonumber(ARGV[4]) - now, at = now }))
return 1
`);

/** ARGV: prefix, how long ago at most. */
export const PROCESSES = script(`${STORE_TIME}
local found = {}
for _, json in ipairs(redis.call('HVALS', ARGV[1] .. 'processes')) do
  if math.abs(now - cjson.decode(json).at) <= tonumber(ARGV[2]) then found[#found + 1] = json end
end
return found
`);
