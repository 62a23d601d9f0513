import type { Phone, PhoneRecords } from "../../src/ports/phone-records.ts";
import type { MemoryContacts } from "./memory-contacts.ts";

export interface MemoryPhones extends PhoneRecords {
  /** By handle. */
  readonly known: Map<string, Phone>;
  readonly codes: Map<string, { readonly code: string; readonly by: Phone["verifiedBy"] }>;
  /** Ids of what was said. */
  readonly said: Set<string>;
  /** What `reserve` answers. */
  heldUntil: number | null;
  /** A number that is theirs from now on. */
  has(handle: string, number: string, some?: Partial<Phone>): void;
}

const VERIFIED: Phone = {
  v: 1,
  verifiedBy: "sms",
  verifiedAt: 0,
  testedAt: null,
  remindedAt: null,
  failing: null,
  stoppedAt: null,
};

/** Phones in plain maps, their numbers among the contacts; a code is right or wrong, and never too old. */
export function memoryPhones({ kept, find: contactOf }: MemoryContacts): MemoryPhones {
  const known: MemoryPhones["known"] = new Map();
  const codes: MemoryPhones["codes"] = new Map();
  const said = new Set<string>();
  const put = (field: string, value: string): void =>
    void kept.set(field, { state: "known", value, at: 0 });
  const it: MemoryPhones = {
    known,
    codes,
    said,
    heldUntil: null,
    has: (handle, number, some = {}) => {
      put(`${handle}|phone`, number);
      known.set(handle, { ...VERIFIED, ...some });
    },
    find: async (handle) => {
      const phone = known.get(handle);
      const number = await contactOf(handle, phone === undefined ? "phone-new" : "phone");
      const given = number ?? (await contactOf(handle, "phone"));
      if (given === null) return null;
      if (given.state === "unreadable") return given;
      return phone === undefined
        ? { state: "unverified", number: given.value }
        : { state: "known", number: given.value, phone };
    },
    pending: async (handle) => {
      const given = await contactOf(handle, "phone-new");
      return given?.state === "known" ? given.value : null;
    },
    numberFor: async (handle, route) => {
      const found = await it.find(handle);
      if (found?.state !== "known") return null;
      return route === "sms" && found.phone.stoppedAt !== null ? null : found.number;
    },
    ownerOf: async (number) => {
      for (const handle of known.keys())
        if ((await it.numberFor(handle, "voice")) === number) return handle;
      return null;
    },
    keep: async ({ handle, number }) => {
      put(`${handle}|phone-new`, number);
      codes.delete(handle);
    },
    reserve: async () => it.heldUntil,
    offer: async ({ handle, number, code, by }) => {
      put(`${handle}|phone-new`, number);
      codes.set(handle, { code, by });
    },
    verify: async ({ handle, code, at }) => {
      const out = codes.get(handle);
      const number = await it.pending(handle);
      if (out === undefined || number === null) return { outcome: "none" };
      if (out.code !== code) return { outcome: "wrong", left: 4 };
      const owner = await it.ownerOf(number);
      if (owner !== null && owner !== handle) return { outcome: "taken" };
      it.has(handle, number, {
        verifiedBy: out.by,
        verifiedAt: at,
        testedAt: out.by === "voice" ? at : null,
      });
      codes.delete(handle);
      kept.delete(`${handle}|phone-new`);
      return { outcome: "verified", number, phone: known.get(handle)! };
    },
    remove: async (handle) => {
      const had = [`${handle}|phone`, `${handle}|phone-new`].map((field) => kept.delete(field));
      known.delete(handle);
      codes.delete(handle);
      return had.includes(true);
    },
    move: async () => {
      throw new Error("Nobody expected a move.");
    },
    wasSaid: async (id) => said.has(id),
    markSaid: async (id) => void said.add(id),
    note: async (handle, what) => {
      const phone = known.get(handle);
      if (phone !== undefined) known.set(handle, { ...phone, ...what });
    },
  };
  return it;
}
