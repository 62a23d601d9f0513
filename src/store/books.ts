import type { Redis } from "ioredis";
import type { Problem } from "../playbooks/book.ts";
import type { BookRecords, Silence, SilenceRecords } from "../ports/book-records.ts";
import type { Keys } from "./keys.ts";
import { IS_NEWER } from "./read-record.ts";
import { versionOf } from "./record-kinds.ts";
import type { RecordReader } from "./record-reader.ts";

/** A book of a newer version counts as none and may be written over: it is made from its files again at any time. */
export function createBookRecords(redis: Redis, keys: Keys, reader: RecordReader): BookRecords {
  const key = `${keys.prefix}book`;
  return {
    publish: async (book) => {
      await redis
        .multi()
        .hset(key, { version: book.version, book: JSON.stringify(book) })
        .publish(keys.nudge, "book")
        .exec();
    },
    version: () => redis.hget(key, "version"),
    load: async () => reader.read("book", await redis.hget(key, "book")),
    problems: async () => JSON.parse((await redis.hget(key, "problems")) ?? "[]") as Problem[],
    setProblems: async (problems) => {
      await redis.hset(key, "problems", JSON.stringify(problems));
    },
  };
}

export function createSilenceRecords(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
): SilenceRecords {
  const key = keys.silences;
  const all = async (): Promise<readonly Silence[]> =>
    reader.all("silence", await redis.hvals(key));
  return {
    active: async (now) => (await all()).filter((s) => s.until > now),
    revision: async () => Number((await redis.get(`${key}:revision`)) ?? 0),
    set: async (silence) => {
      await redis.eval(SET, 0, key, silence.alert, JSON.stringify(silence));
    },
    lift: async (alert) => (await redis.eval(LIFT, 0, key, alert)) === 1,
    over: async (now) => (await all()).filter((s) => s.until <= now),
    forget: async (silence) => {
      await redis.eval(FORGET, 0, key, silence.alert, silence.until);
    },
  };
}

const SET = `${IS_NEWER}
if isNewer(redis.call('HGET', ARGV[1], ARGV[2]), ${versionOf("silence")}) then return 0 end
redis.call('HSET', ARGV[1], ARGV[2], ARGV[3])
return redis.call('INCR', ARGV[1] .. ':revision')
`;

const LIFT = `
if redis.call('HDEL', ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('INCR', ARGV[1] .. ':revision')
return 1
`;

/** What is over silences nothing: the revision stays. */
const FORGET = `
local found = redis.call('HGET', ARGV[1], ARGV[2])
if found and cjson.decode(found)['until'] == tonumber(ARGV[3]) then redis.call('HDEL', ARGV[1], ARGV[2]) end
return 1
`;
