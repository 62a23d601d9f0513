import type { Method } from "../incidents/policy.ts";

/** A phone number is for both SMS and calls; `phone-new` is one that its person has not proven yet; `push` is a topic that was made for somebody, `pushover` the key of their account there. */
export type ContactKind = Method | "phone" | "phone-new" | "pushover";

/** Where a person is reached by a method. Unreadable: it was sealed with a secret that nobody gave us; not the same as none. */
export type Contact =
  | { readonly state: "known"; readonly value: string; readonly at: number }
  | { readonly state: "unreadable" };

/** What people gave, or were given, to be reached by. The values are stored sealed. */
export interface ContactRecords {
  find(handle: string, method: ContactKind): Promise<Contact | null>;
  /** Replaces the former one. `at` in `now` time. */
  set(contact: {
    readonly handle: string;
    readonly method: ContactKind;
    readonly value: string;
    readonly at: number;
  }): Promise<void>;
  /** False when there was none. */
  remove(handle: string, method: ContactKind): Promise<boolean>;
  /** Handles of those who have a contact that cannot be read, sorted. */
  unreadable(): Promise<readonly string[]>;
}
