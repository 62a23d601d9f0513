import type { Redis } from "ioredis";
import { createSealer, type Sealer } from "../lib/seal.ts";
import type { Contact, ContactRecords } from "../ports/contact-records.ts";
import type { KnownPhone, Phone } from "../ports/phone-records.ts";
import { createPhoneCodes, type PhoneCodes } from "./phone-codes.ts";
import type { RecordReader } from "./record-reader.ts";

/** Whoever loses so often in a row is not in a race, but in a fault. */
export const MOST_TRIES = 20;

type KnownContact = Extract<Contact, { readonly state: "known" }>;

/** How phones lie in the store, for all that works on them. */
export interface PhoneStore {
  readonly redis: Redis;
  readonly prefix: string;
  readonly contacts: ContactRecords;
  readonly sealer: Sealer;
  readonly codes: PhoneCodes;
  find(handle: string): Promise<KnownPhone | null>;
  /** Null: none waits, or it cannot be read. */
  waiting(handle: string): Promise<KnownContact | null>;
  ownerOf(number: string): Promise<string | null>;
  /** Changes whenever a number comes into force or goes. */
  revision(): Promise<string>;
}

export function createPhoneStore(parts: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly reader: RecordReader;
  readonly contacts: ContactRecords;
  readonly secrets: readonly string[];
}): PhoneStore {
  const { redis, prefix, reader, contacts, secrets } = parts;
  const key = `${prefix}phones`;
  const load = (handle: string) =>
    Promise.all([
      redis.hget(key, handle),
      contacts.find(handle, "phone"),
      contacts.find(handle, "phone-new"),
    ]);
  const find: PhoneStore["find"] = async (handle) => {
    const [json, number, fresh] = await load(handle);
    return knownPhone(reader.read("phone", json), number, fresh);
  };
  return {
    redis,
    prefix,
    contacts,
    sealer: createSealer(secrets, "contacts"),
    codes: createPhoneCodes(redis, prefix, secrets),
    find,
    waiting: async (handle) => {
      const [json, number, fresh] = await load(handle);
      const waits = fresh ?? (json === null ? number : null);
      return waits?.state === "known" ? waits : null;
    },
    ownerOf: async (number) => {
      const handles = await redis.hkeys(key);
      const all = await Promise.all(handles.map((handle) => find(handle)));
      const at = all.findIndex((one) => one?.state === "known" && one.number === number);
      return handles[at] ?? null;
    },
    revision: async () => (await redis.get(`${prefix}phones:revision`)) ?? "0",
  };
}

/** A number without a state beside it was never proven: so they were all stored before there were states. */
function knownPhone(
  phone: Phone | null,
  number: Contact | null,
  fresh: Contact | null,
): KnownPhone | null {
  if (phone !== null && number?.state === "known")
    return { state: "known", number: number.value, phone };
  const waits = phone !== null && number !== null ? number : (fresh ?? number);
  if (waits === null) return null;
  return waits.state === "known"
    ? { state: "unverified", number: waits.value }
    : { state: "unreadable" };
}
