import type { Redis } from "ioredis";
import type { SayingRecords, StoredSaying } from "../ports/saying-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { ADD, SAYING_DONE, SAYING_LATER, TAKE_OVER, TAKE_SAYING } from "./scripts/sayings.ts";

export interface SayingParts {
  /** Names of the rooms that are spoken in. */
  readonly rooms: readonly string[];
  readonly reader: RecordReader;
  /** Real. */
  now(): number;
}

/** What cannot be read stays, and is looked at again when its lease is over. */
export function createSayingRecords(
  redis: Redis,
  { prefix }: Keys,
  { rooms, reader, now }: SayingParts,
): SayingRecords {
  const added = (saying: StoredSaying): readonly (string | number)[] => [
    prefix,
    saying.id,
    JSON.stringify(saying),
    now(),
    ...rooms,
  ];
  return {
    add: async (saying) => {
      await runScript(redis, ADD, added(saying));
    },
    takeOver: async (saying) => {
      await runScript(redis, TAKE_OVER, added(saying));
    },
    take: async (room, at, leaseMs) => {
      const taken = await runScript(redis, TAKE_SAYING, [prefix, room, at, leaseMs]);
      const [id, body, tried] = taken as [string?, string?, number?];
      const saying = id === undefined ? null : reader.read("saying", body);
      return saying && { saying, isUncertain: tried === 1 };
    },
    done: async (room, id) => {
      await runScript(redis, SAYING_DONE, [prefix, room, id]);
    },
    later: async (room, id, at, isUncertain) => {
      const till = Math.min(at, now() + LONGEST_MS);
      await runScript(redis, SAYING_LATER, [prefix, room, id, till, isUncertain ? 1 : 0]);
    },
  };
}
