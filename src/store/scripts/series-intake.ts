import { script } from "../run-script.ts";

/**
 * Intake is accepting. After a break, or a start, the span begins anew; a clock that was set back moves it along.
 * Clocks of several machines may differ by five seconds.
 * ARGV: prefix, now, real, break in real ms, 1 at a start.
 */
export const NOTE_INTAKE = script(`
local key, now, real, pause = ARGV[1] .. 'intake', tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local seen = tonumber(redis.call('HGET', key, 'seen') or '0')
local at = tonumber(redis.call('HGET', key, 'at') or '0')
local since = tonumber(redis.call('HGET', key, 'since') or '0')
if ARGV[5] == '1' or real - seen > pause then since = now
elseif at - now > 5000 then since = since - (at - now)
else now = math.max(now, at) end
redis.call('HSET', key, 'since', string.format('%.0f', since), 'at', string.format('%.0f', now), 'seen', ARGV[3])
return 1
`);
