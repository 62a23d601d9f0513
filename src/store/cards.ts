import type { Redis } from "ioredis";
import type { CardRecords } from "../ports/page-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { CARD_AGAIN, CARD_DONE, CARD_LATER, TAKE_CARDS } from "./scripts/cards.ts";

/** `now` is real. */
export function createCardRecords(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  now: () => number,
): CardRecords {
  const { prefix } = keys;
  const failing = `${prefix}rooms:failing`;
  return {
    take: async (room, at, leaseMs, limit) =>
      pairsOf(await runScript(redis, TAKE_CARDS, [keys.cards(room), at, leaseMs, limit])),
    shown: async (room, incident) => {
      const shown = reader.read("card-shown", await redis.hget(keys.shown(room), incident));
      return { ref: shown?.ref ?? null, revision: shown?.revision ?? -1 };
    },
    done: async (room, incident, { ref, revision }) => {
      await runScript(redis, CARD_DONE, [prefix, room, incident, ref ?? "", revision, now()]);
    },
    later: async (room, incident, at, isUncertain) => {
      const till = Math.min(at, now() + LONGEST_MS);
      await runScript(redis, CARD_LATER, [prefix, room, incident, till, isUncertain ? 1 : 0]);
    },
    again: async (room, incident) => {
      await runScript(redis, CARD_AGAIN, [prefix, room, incident, now()]);
    },
    failingSince: async (room) => {
      const since = await redis.hget(failing, room);
      return since === null ? null : Number(since);
    },
    setFailing: async (room, since) => {
      await (since === null ? redis.hdel(failing, room) : redis.hsetnx(failing, room, since));
    },
  };
}

function pairsOf(answer: unknown): Awaited<ReturnType<CardRecords["take"]>> {
  const flat = answer as (string | number)[];
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    incident: String(flat[2 * index]),
    isUncertain: flat[2 * index + 1] === 1,
  }));
}
