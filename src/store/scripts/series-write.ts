import { HOUR } from "../../lib/durations.ts";
import { ROLLUP_LAYOUT } from "../rollup-layout.ts";
import { script } from "../run-script.ts";

const { dayMs, bucketMs, headBytes, bucketBytes, keepMs, version } = ROLLUP_LAYOUT;

export const MOST_SERIES = 500;
/** A series that has had no sample for so long makes room for one that has. */
const IDLE_MS = HOUR;

/** All samples of one series, whatever their age. Needs `p`. */
export const DROP_SERIES = `
local function dropSeries(member, last)
  redis.call('DEL', p .. 'samples:' .. member)
  local day = math.floor(last / ${dayMs})
  for d = day - ${Math.ceil(keepMs / dayMs) + 1}, day do redis.call('DEL', p .. 'rollups:' .. member .. ':' .. d) end
  redis.call('ZREM', p .. 'sampled', member)
end
`;

/**
 * One round of one alert: samples, states and, on a change, the inbox entry; or nothing, if the alert was written since it was read.
 * A sample's id is its time, or the last id's if that is later, so that a clock set back loses no sample. It joins its
 * five minutes' roll-up in the same step: a day of roll-ups is one string of fixed length.
 * ARGV: prefix, request as JSON. Answers 0: lost, 1: written, 2: written, and some series has no room for samples.
 */
export const WRITE_ROUND = script(`
local p, r = ARGV[1], cjson.decode(ARGV[2])
local key = p .. 'series:' .. r.alert
if (redis.call('HGET', key, 'rev') or '0') ~= r.rev then return 0 end
${DROP_SERIES}
for _, put in ipairs(r.put) do redis.call('HSET', key, put[1], put[2]) end
for _, field in ipairs(r.drop) do redis.call('HDEL', key, field) end
if #r.put > 0 then redis.call('HINCRBY', key, 'rev', 1) end

local function hasRoom(member, at)
  if redis.call('ZSCORE', p .. 'sampled', member) or redis.call('ZCARD', p .. 'sampled') < ${MOST_SERIES} then return true end
  local oldest = redis.call('ZRANGE', p .. 'sampled', 0, 0, 'WITHSCORES')
  if tonumber(oldest[2]) > at - ${IDLE_MS} then return false end
  dropSeries(oldest[1], tonumber(oldest[2]))
  return true
end
local function single(value)
  return math.max(-3.4e38, math.min(3.4e38, value))
end
local function rollUp(member, at, value)
  local rollups = p .. 'rollups:' .. member .. ':' .. math.floor(at / ${dayMs})
  if redis.call('EXISTS', rollups) == 0 then
    redis.call('SETRANGE', rollups, ${headBytes + (dayMs / bucketMs) * bucketBytes - 1}, '\\0')
    redis.call('SETRANGE', rollups, 0, string.char(${version}))
  end
  local offset = ${headBytes} + math.floor(at % ${dayMs} / ${bucketMs}) * ${bucketBytes}
  local n, low, mean, high = struct.unpack('<Bfff', redis.call('GETRANGE', rollups, offset, offset + 12))
  if n == 0 then low, mean, high = value, value, value end
  n = math.min(n + 1, 255)
  redis.call('SETRANGE', rollups, offset, struct.pack('<Bffff', n,
    single(math.min(low, value)), single(mean + (value - mean) / n), single(math.max(high, value)), single(value)))
  redis.call('PEXPIRE', rollups, ${keepMs + dayMs})
end

local full = false
for _, sample in ipairs(r.samples) do
  local member = r.alert .. ':' .. sample.id
  local stream = p .. 'samples:' .. member
  local at = tonumber(sample.at)
  local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  if newest then at = math.max(at, tonumber(string.match(newest[1], '^%d+'))) end
  if hasRoom(member, at) then
    local oldest = string.format('%.0f', math.max(0, at - r.keep))
    redis.call('XADD', stream, 'MINID', oldest, string.format('%.0f-*', at), 'v', sample.value)
    redis.call('PEXPIRE', stream, r.keep)
    rollUp(member, at, tonumber(sample.value))
    redis.call('ZADD', p .. 'sampled', string.format('%.0f', at), member)
  else
    full = true
  end
end

if r.entry ~= '' then redis.call('XADD', p .. 'inbox', '*', 'd', r.entry) end
return full and 2 or 1
`);
