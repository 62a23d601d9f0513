import { script } from "../run-script.ts";

/**
 * One round of one alert: samples, states and, on a change, the inbox entry; or nothing, if the alert was written since it was read.
 * A sample's id is its time, or the last id's if that is later, so that a clock set back loses no sample.
 * ARGV: prefix, request as JSON.
 */
export const WRITE_ROUND = script(`
local p, r = ARGV[1], cjson.decode(ARGV[2])
local key = p .. 'series:' .. r.alert
if (redis.call('HGET', key, 'rev') or '0') ~= r.rev then return 0 end

for _, put in ipairs(r.put) do redis.call('HSET', key, put[1], put[2]) end
for _, field in ipairs(r.drop) do redis.call('HDEL', key, field) end
if #r.put > 0 then redis.call('HINCRBY', key, 'rev', 1) end

for _, sample in ipairs(r.samples) do
  local stream = p .. 'samples:' .. r.alert .. ':' .. sample.id
  local at = tonumber(sample.at)
  local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  if newest then at = math.max(at, tonumber(string.match(newest[1], '^%d+'))) end
  local oldest = string.format('%.0f', math.max(0, at - r.keep))
  redis.call('XADD', stream, 'MINID', oldest, string.format('%.0f-*', at), 'v', sample.value)
  redis.call('PEXPIRE', stream, r.keep)
end

if r.entry ~= '' then redis.call('XADD', p .. 'inbox', '*', 'd', r.entry) end
return 1
`);
