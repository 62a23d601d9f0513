import type { Contact, ContactRecords } from "../../src/ports/contact-records.ts";

export interface MemoryContacts extends ContactRecords {
  /** By `handle|method`. */
  readonly kept: Map<string, Contact>;
}

/** Contacts in a plain map; a test makes one unreadable by writing so. */
export function memoryContacts(): MemoryContacts {
  const kept = new Map<string, Contact>();
  return {
    kept,
    find: async (handle, method) => kept.get(`${handle}|${method}`) ?? null,
    set: async ({ handle, method, value, at }) =>
      void kept.set(`${handle}|${method}`, { state: "known", value, at }),
    remove: async (handle, method) => kept.delete(`${handle}|${method}`),
    unreadable: async () =>
      [...kept].flatMap(([key, { state }]) =>
        state === "unreadable" ? [key.split("|")[0] ?? ""] : [],
      ),
  };
}
