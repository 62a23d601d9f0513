import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { CallbackRecords } from "../ports/callback-records.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { HAS_ROOM, IS_NEWEST } from "./scripts/callbacks.ts";
import { withVersion } from "./with-version.ts";

/** Everything goes by itself when its time is over. */
export function createCallbackRecords(
  redis: Redis,
  { prefix }: Keys,
  reader: RecordReader,
): CallbackRecords {
  // A name may hold a token or what a stranger wrote, of any length.
  const keyOf = (what: string, name: string): string =>
    `${prefix}callback:${what}:${createHash("sha256").update(name).digest("base64url")}`;
  return {
    kept: async (name) => {
      const note = reader.read("adapter-note", await redis.get(keyOf("kept", name)));
      return note === null ? null : { value: note.value };
    },
    keep: async (name, value, forMs) => {
      await redis.set(keyOf("kept", name), withVersion({ value }), "PX", forMs);
    },
    hasRoom: async (name, most, spanMs) =>
      (await runScript(redis, HAS_ROOM, [keyOf("room", name), most, spanMs])) === 1,
    isNewest: async (name, at, rememberMs) =>
      (await runScript(redis, IS_NEWEST, [keyOf("newest", name), at, rememberMs])) === 1,
  };
}
