import type { Redis } from "ioredis";
import type { HoldRecords } from "../ports/hold-records.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";

/** Everything that was put off meanwhile is looked at now. */
const LIFT = `
local p = ARGV[1]
if redis.call('DEL', p .. 'held') == 0 then return 0 end
redis.call('HDEL', p .. 'notices', 'held')
for _, to in ipairs(redis.call('ZRANGE', p .. 'reaches', 0, -1)) do redis.call('ZADD', p .. 'reaches', 0, to) end
for _, word in ipairs({ 'pages', 'outbox', 'sayings', 'due 0' }) do redis.call('PUBLISH', p .. 'nudge', word) end
return 1
`;

export function createHoldRecords(redis: Redis, keys: Keys, reader: RecordReader): HoldRecords {
  return {
    current: async () => reader.read("hold", await redis.get(keys.held)),
    lift: async () => (await redis.eval(LIFT, 0, keys.prefix)) === 1,
  };
}
