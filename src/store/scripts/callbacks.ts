import { script } from "../run-script.ts";

/** Each of the places is free again when its own span is over. */
export const HAS_ROOM = script(`
local key, most, span = ARGV[1], tonumber(ARGV[2]), ARGV[3]
for place = 1, most do
  if redis.call('SET', key .. ':' .. place, '1', 'NX', 'PX', span) then return 1 end
end
return 0
`);

export const IS_NEWEST = script(`
local key, at, remember = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local last = tonumber(redis.call('GET', key) or '')
if last and last > at then return 0 end
redis.call('SET', key, ARGV[2], 'PX', remember)
return 1
`);
