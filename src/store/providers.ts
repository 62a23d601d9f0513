import type { Redis } from "ioredis";
import { HOUR, MINUTE } from "../lib/durations.ts";
import type { ProviderNote, ProviderRecords } from "../ports/provider-records.ts";
import type { Keys } from "./keys.ts";
import { readRecord } from "./read-record.ts";
import { runScript, script } from "./run-script.ts";

/** Real milliseconds. */
const OUT_MS = 5 * MINUTE;
/** So many failures in a row are no accident. */
const ENOUGH = 2;
/** A failure of so long ago is no beginning of a row. */
const FORGET_MS = HOUR;

/** ARGV: key, field, the note as if it were the first, whether it is out at once. What a newer version wrote stays. */
const FAILED = script(`
local note, before = cjson.decode(ARGV[3]), redis.call('HGET', ARGV[1], ARGV[2])
local old = before and cjson.decode(before)
if old and old.v > 1 then return 0 end
if old and math.abs(note.last - old.last) < ${FORGET_MS} then
  note.failures, note.since = old.failures + 1, math.min(old.since, note.since)
end
local isOut = ARGV[4] == '1' or note.failures >= ${ENOUGH}
note.outUntil = isOut and note.last + ${OUT_MS} or cjson.null
redis.call('HSET', ARGV[1], ARGV[2], cjson.encode(note))
return 1
`);

/** One hash, by method and provider. */
export function createProviderRecords(redis: Redis, keys: Keys): ProviderRecords {
  const key = `${keys.prefix}providers`;
  return {
    all: async () =>
      (await redis.hvals(key)).flatMap((json) => {
        const read = readRecord(json, []);
        return read.outcome === "read" ? [read.record as unknown as ProviderNote] : [];
      }),
    failed: async ({ method, provider, reason, isOut, now }) => {
      const note: ProviderNote = {
        v: 1,
        method,
        provider,
        failures: 1,
        reason,
        since: now,
        last: now,
        outUntil: null,
      };
      const args = [key, `${method}|${provider}`, JSON.stringify(note), isOut ? "1" : "0"];
      await runScript(redis, FAILED, args);
    },
    worked: async (method, provider) => {
      await redis.hdel(key, `${method}|${provider}`);
    },
  };
}
