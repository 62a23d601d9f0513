import type { Redis } from "ioredis";
import type { TidyRecords } from "../ports/tidy-records.ts";
import { forgetIncidents } from "./forget-incidents.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { roomsWith } from "./rooms-with.ts";
import { runScript } from "./run-script.ts";
import { trimSamples } from "./sample-trimming.ts";
import { scanKeys } from "./scan-keys.ts";
import { SWEEP_SAYINGS } from "./scripts/sayings.ts";
import { SWEEP_ALERT, SWEEP_EFFECT, SWEEP_FINGERPRINT } from "./scripts/tidy.ts";

export function createTidyRecords(redis: Redis, keys: Keys, reader: RecordReader): TidyRecords {
  const tidied = `${keys.prefix}tidied`;
  return {
    doneAt: async (job) => {
      const at = await redis.hget(tidied, job);
      return at === null ? null : Number(at);
    },
    setDone: async (job, at) => {
      await redis.hset(tidied, job, at);
    },
    forgetIncidents: (after, resolvedBefore) =>
      forgetIncidents({ redis, keys, reader }, after, resolvedBefore),
    sweep: async (alerts, seenBefore) => {
      await sweepEffects(redis, keys, reader);
      for (const room of await roomsWith(redis, keys, "sayings"))
        await runScript(redis, SWEEP_SAYINGS, [keys.prefix, room]);
      await sweepEvents(redis, keys);
      for await (const found of scanKeys(redis, `${keys.prefix}fp:`))
        for (const key of found) await runScript(redis, SWEEP_FINGERPRINT, [keys.prefix, key]);
      const beginning = `${keys.prefix}series:`;
      for await (const found of scanKeys(redis, beginning))
        for (const key of found)
          if (!alerts.has(key.slice(beginning.length)))
            await runScript(redis, SWEEP_ALERT, [key, seenBefore]);
    },
    trimSamples: (now, maxBytes) => trimSamples(redis, keys.prefix, now, maxBytes),
  };
}

/** What open pages were told of messages and phone pages that are gone. */
async function sweepEvents(redis: Redis, { prefix }: Keys): Promise<void> {
  const [events, messages, pages] = await Promise.all([
    redis.xrange(`${prefix}room:events`, "-", "+"),
    redis.hkeys(`${prefix}room:messages`),
    redis.hkeys(`${prefix}room:phone`),
  ]);
  const there = new Set(["", ...messages, ...pages]);
  const gone = events.filter(([, fields]) => !there.has(fields[3] ?? "")).map(([id]) => id);
  if (gone.length > 0) await redis.xdel(`${prefix}room:events`, ...gone);
}

/** Effects come with their incident in one step, so one without is of an incident that was deleted. */
async function sweepEffects(redis: Redis, keys: Keys, reader: RecordReader): Promise<void> {
  let cursor = "0";
  do {
    const [next, found] = await redis.hscan(keys.effects, cursor, "COUNT", 200);
    for (let index = 0; index < found.length; index += 2) {
      const [id = "", json = ""] = found.slice(index, index + 2);
      const outgoing = reader.read("effect", json);
      if (outgoing === null || (await redis.exists(keys.incident(outgoing.incident))) === 1)
        continue;
      const { effect } = outgoing as { readonly effect: { handle?: string; method?: string } };
      const to = effect.handle === undefined ? "" : `${effect.handle}|${effect.method}`;
      await runScript(redis, SWEEP_EFFECT, [keys.prefix, id, to]);
    }
    cursor = next;
  } while (cursor !== "0");
}
