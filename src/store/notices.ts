import type { Redis } from "ioredis";
import type { Clock } from "../lib/clock.ts";
import { MINUTE } from "../lib/durations.ts";
import type { Log } from "../lib/log.ts";
import type { Notices } from "../ports/notices.ts";
import type { Keys } from "./keys.ts";
import { readRecord } from "./read-record.ts";

/** Real milliseconds. Whoever still meets the trouble says it again long before it is forgotten. */
const SAY_AGAIN_MS = MINUTE;
const FORGET_MS = 15 * MINUTE;

export function createNotices(
  redis: Redis,
  keys: Keys,
  clock: Pick<Clock, "real">,
  log: Log,
): Notices {
  const said = new Map<string, { readonly at: number; readonly what: string }>();
  const key = `${keys.prefix}notices`;
  return {
    say: (name, { what, mend }) => {
      const now = clock.real();
      const before = said.get(name);
      if (before === undefined) log.warn({ problem: name, what, mend }, "something is wrong");
      if (before?.what === what && now >= before.at && now - before.at < SAY_AGAIN_MS) return;
      said.set(name, { at: now, what });
      redis
        .hset(key, name, JSON.stringify({ v: 1, what, mend, at: now }))
        .catch((error: unknown) => log.debug({ error }, "a problem could not be noted"));
    },
    mended: (name) => {
      said.delete(name);
      redis
        .hdel(key, name)
        .catch((error: unknown) => log.debug({ error }, "a mended problem could not be forgotten"));
    },
    problems: async () => {
      const now = clock.real();
      const notices = (await redis.hvals(key)).map((json) => readRecord(json, []));
      return notices
        .flatMap((read) => (read.outcome === "read" ? [read.record] : []))
        .filter(({ at }) => typeof at === "number" && Math.abs(now - at) < FORGET_MS)
        .map(({ what, mend }) => ({ what: String(what), mend: String(mend) }))
        .toSorted((a, b) => (a.what < b.what ? -1 : 1));
    },
  };
}
