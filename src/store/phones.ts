import type { Redis } from "ioredis";
import { DAY } from "../lib/durations.ts";
import type { ContactRecords } from "../ports/contact-records.ts";
import type { PhoneRecords } from "../ports/phone-records.ts";
import { sealedContact } from "./contacts.ts";
import type { Keys } from "./keys.ts";
import { movePhone } from "./move-phone.ts";
import { CODE_LASTS_MS } from "./phone-codes.ts";
import { createPhoneStore, MOST_TRIES, type PhoneStore } from "./phone-store.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { OFFER_CODE, REMOVE_PHONE } from "./scripts/phones.ts";
import { swapFields } from "./swap-fields.ts";
import { verifyPhone } from "./verify-phone.ts";
import { withVersion } from "./with-version.ts";

const SAID_MS = 3 * DAY;

/**
 * What is known beside the number lies in one hash, by handle; the numbers themselves are sealed contacts.
 *
 * @param secrets seal numbers and hash codes: the first does, all are known
 */
export function createPhoneRecords(
  redis: Redis,
  { prefix }: Keys,
  reader: RecordReader,
  contacts: ContactRecords,
  secrets: readonly string[],
): PhoneRecords {
  const store = createPhoneStore({ redis, prefix, reader, contacts, secrets });
  const { codes, find } = store;
  const said = (id: string): string => `${prefix}phone-said:${id}`;
  return {
    find,
    pending: async (handle) => (await store.waiting(handle))?.value ?? null,
    ownerOf: (number) => store.ownerOf(number),
    numberFor: async (handle, route) => {
      const found = await find(handle);
      if (found?.state !== "known") return null;
      return route === "sms" && found.phone.stoppedAt !== null ? null : found.number;
    },
    keep: (given) => offer(store, given, [""]),
    reserve: (handle, number, real) => codes.reserve(handle, number, real),
    offer: ({ code, by, real, ...given }) => {
      const hash = codes.hashOf(given.handle, given.number, code);
      return offer(store, given, [hash, by, real + CODE_LASTS_MS, CODE_LASTS_MS]);
    },
    verify: (attempt) => verifyPhone(store, attempt),
    remove: async (handle) => Number(await runScript(redis, REMOVE_PHONE, [prefix, handle])) > 0,
    move: (from, to) => movePhone(store, from, to),
    wasSaid: async (id) => (await redis.exists(said(id))) === 1,
    markSaid: async (id) => {
      await redis.set(said(id), "1", "PX", SAID_MS);
    },
    note: (handle, what) => note(store, reader, handle, what),
  };
}

async function offer(
  { redis, prefix, sealer }: PhoneStore,
  { handle, number, at }: Parameters<PhoneRecords["keep"]>[0],
  code: readonly (string | number)[],
): Promise<void> {
  const { json } = sealedContact(sealer, { handle, method: "phone-new", value: number, at });
  await runScript(redis, OFFER_CODE, [prefix, handle, json, ...code]);
}

async function note(
  { redis, prefix }: PhoneStore,
  reader: RecordReader,
  handle: string,
  what: Parameters<PhoneRecords["note"]>[1],
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await redis.hget(`${prefix}phones`, handle);
    const phone = reader.read("phone", before);
    if (phone === null) return;
    const after = withVersion({ ...phone, ...what });
    if (await swapFields(redis, prefix, [{ key: "phones", field: handle, before, after }])) return;
  }
  throw new Error("a phone could not be noted: others keep changing it");
}
