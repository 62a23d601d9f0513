import type { Redis } from "ioredis";
import { z } from "zod";
import type { Sealer } from "../lib/seal.ts";
import type { Contact, ContactKind, ContactRecords } from "../ports/contact-records.ts";
import type { Keys } from "./keys.ts";
import { IS_NEWER, readRecord } from "./read-record.ts";
import { UPGRADES, versionOf } from "./record-kinds.ts";

const storedSchema = z.object({ at: z.number(), sealed: z.string() });

const SET = `${IS_NEWER}
if isNewer(redis.call('HGET', ARGV[1], ARGV[2]), ${versionOf("contact")}) then return 0 end
redis.call('HSET', ARGV[1], ARGV[2], ARGV[3])
return 1
`;

export function createContactRecords(redis: Redis, keys: Keys, sealer: Sealer): ContactRecords {
  const key = `${keys.prefix}contacts`;
  return {
    find: async (handle, method) => {
      const field = fieldOf(handle, method);
      const json = await redis.hget(key, field);
      return json === null ? null : readContact(json, field, sealer);
    },
    set: async (contact) => {
      const { field, json } = sealedContact(sealer, contact);
      await redis.eval(SET, 0, key, field, json);
    },
    remove: async (handle, method) => (await redis.hdel(key, fieldOf(handle, method))) === 1,
    unreadable: async () => {
      const all = Object.entries(await redis.hgetall(key));
      const lost = all.filter(
        ([field, json]) => readContact(json, field, sealer).state === "unreadable",
      );
      return [...new Set(lost.map(([field]) => handleOf(field)))].toSorted();
    },
  };
}

/** As it lies in the store. */
export function sealedContact(
  sealer: Sealer,
  { handle, method, value, at }: Parameters<ContactRecords["set"]>[0],
): { readonly field: string; readonly json: string } {
  const field = fieldOf(handle, method);
  return { field, json: JSON.stringify({ v: 1, at, sealed: sealer.seal(value, field) }) };
}

/** Handles have no bar in them. */
const fieldOf = (handle: string, method: ContactKind): string => `${handle}|${method}`;
const handleOf = (field: string): string => field.split("|")[0] ?? "";

/** What a newer version wrote, or what is damaged, cannot be read either; whoever asks must not fall over it. */
function readContact(json: string, field: string, sealer: Sealer): Contact {
  const found = readRecord(json, UPGRADES.contact);
  const read = storedSchema.safeParse(found.outcome === "read" ? found.record : null);
  const value = read.success ? sealer.open(read.data.sealed, field) : null;
  return !read.success || value === null
    ? { state: "unreadable" }
    : { state: "known", value, at: read.data.at };
}
