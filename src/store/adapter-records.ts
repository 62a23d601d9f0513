import type { Redis } from "ioredis";
import type { AdapterRecords } from "../ports/adapter-records.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";

/** What one vendor's adapter keeps. */
export function createAdapterRecords(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  vendor: string,
): AdapterRecords {
  const keyOf = (name: string): string => `${keys.prefix}adapter:${vendor}:${name}`;
  const valueOf = (json: string | null | undefined): unknown =>
    reader.read("adapter-note", json)?.value ?? null;
  return {
    read: async (name) => valueOf(await redis.get(keyOf(name))),
    readMany: async (names) =>
      names.length === 0 ? [] : (await redis.mget(names.map(keyOf))).map(valueOf),
    write: async (name, value, keepMs) => {
      const json = JSON.stringify({ v: 1, value });
      await (keepMs === null
        ? redis.set(keyOf(name), json)
        : redis.set(keyOf(name), json, "PX", keepMs));
    },
    remove: async (name) => {
      await redis.del(keyOf(name));
    },
    once: async (name, forMs) =>
      (await redis.set(`${keyOf("once")}:${name}`, "1", "PX", forMs, "NX")) === "OK",
  };
}
