import type { Redis } from "ioredis";
import type { Incident } from "../incidents/incident.ts";
import type { TidyRecords } from "../ports/tidy-records.ts";
import { readIncident } from "./incident-json.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { roomsWith } from "./rooms-with.ts";
import { runScript } from "./run-script.ts";
import { FORGET_INCIDENT, FORGET_MESSAGE } from "./scripts/tidy.ts";

const AT_ONCE = 50;

/** What the room said of an incident goes first: should this end in between, the incident is found again, and its messages are gone. */
export async function forgetIncidents(
  { redis, keys, reader }: { redis: Redis; keys: Keys; reader: RecordReader },
  after: number,
  resolvedBefore: number,
): ReturnType<TidyRecords["forgetIncidents"]> {
  const page = ["WITHSCORES", "LIMIT", 0, AT_ONCE] as const;
  const pairs = await redis.zrangebyscore(keys.incidents, `(${after}`, "+inf", ...page);
  const ids = pairs.filter((_, index) => index % 2 === 0);
  const read = await Promise.all(
    ids.map(async (id) => readIncident(reader, await redis.hgetall(keys.incident(id)))),
  );
  const looked = read.filter((one) => one !== null);
  const old = looked.filter(({ resolvedAt: at }) => at !== null && at < resolvedBefore);
  if (old.length > 0) {
    await forgetMessages(redis, keys, reader, old);
    const rooms = JSON.stringify(await roomsWith(redis, keys, "cards"));
    for (const { id } of old) {
      const args = [keys.prefix, id, resolvedBefore, rooms];
      while ((await runScript(redis, FORGET_INCIDENT, args)) === "more");
    }
  }
  const isOver = looked.some(({ openedAt }) => openedAt >= resolvedBefore);
  const last = pairs.at(-1);
  return { deleted: old.length, next: isOver || last === undefined ? null : Number(last) };
}

async function forgetMessages(
  redis: Redis,
  { prefix }: Keys,
  reader: RecordReader,
  old: readonly Incident[],
): Promise<void> {
  const ids = new Set(old.map(({ id }) => id));
  const numbers = new Set(old.map(({ number }) => number));
  const messages = reader.all("room-message", await redis.hvals(`${prefix}room:messages`));
  for (const { id, incidentId, incident } of messages)
    if (ids.has(incidentId ?? "") || numbers.has(incident ?? -1))
      await runScript(redis, FORGET_MESSAGE, [prefix, id]);
}
