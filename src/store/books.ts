import type { Redis } from "ioredis";
import type { Book } from "../playbooks/book.ts";
import type { BookRecords, Silence, SilenceRecords } from "../ports/book-records.ts";
import type { Keys } from "./keys.ts";

export function createBookRecords(redis: Redis, keys: Keys): BookRecords {
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
    load: async () => {
      const json = await redis.hget(key, "book");
      return json === null ? null : (JSON.parse(json) as Book);
    },
    setProblems: async (problems) => {
      await redis.hset(key, "problems", JSON.stringify(problems));
    },
  };
}

export function createSilenceRecords(redis: Redis, keys: Keys): SilenceRecords {
  const key = `${keys.prefix}silences`;
  return {
    active: async (now) =>
      (await redis.hvals(key))
        .map((json) => JSON.parse(json) as Silence)
        .filter((s) => s.until > now),
    set: async (silence) => {
      await redis.hset(key, silence.alert, JSON.stringify(silence));
    },
    lift: async (alert) => (await redis.hdel(key, alert)) === 1,
  };
}
