import type { Redis } from "ioredis";
import type { ContactRecords } from "../ports/contact-records.ts";
import type { KnownPhone, Phone, PhoneRecords, PhoneRoute } from "../ports/phone-records.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { withVersion } from "./with-version.ts";

/** What is known beside the number lies in one hash, by handle; the numbers themselves are sealed contacts. */
export function createPhoneRecords(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  contacts: ContactRecords,
): PhoneRecords {
  const key = `${keys.prefix}phones`;
  const stateOf = async (handle: string): Promise<Phone | null> =>
    reader.read("phone", await redis.hget(key, handle));
  const find = async (handle: string): Promise<KnownPhone | null> => {
    const [phone, number] = await Promise.all([stateOf(handle), contacts.find(handle, "phone")]);
    if (number === null) return null;
    if (number.state === "unreadable") return { state: "unreadable" };
    return phone === null
      ? { state: "unverified", number: number.value }
      : { state: "known", number: number.value, phone };
  };
  return {
    find,
    numberFor: async (handle, route) => {
      const found = await find(handle);
      if (found?.state !== "known") return null;
      return isStopped(found.phone, route) ? null : found.number;
    },
    ownerOf: async (number) => {
      for (const handle of await redis.hkeys(key)) {
        const found = await find(handle);
        if (found?.state === "known" && found.number === number) return handle;
      }
      return null;
    },
    note: async (handle, what) => {
      const phone = await stateOf(handle);
      if (phone !== null) await redis.hset(key, handle, withVersion({ ...phone, ...what }));
    },
  };
}

function isStopped({ stoppedAt }: Phone, route: PhoneRoute): boolean {
  return route === "sms" && stoppedAt !== null;
}
