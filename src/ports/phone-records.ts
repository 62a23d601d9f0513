import type { Refusal } from "./failure.ts";

export type PhoneRoute = "sms" | "voice";

/** What is known of somebody's phone beside its number. Instants in `now` time. */
export interface Phone {
  readonly v: 1;
  /** By which way its person proved that it is theirs. */
  readonly verifiedBy: PhoneRoute;
  readonly verifiedAt: number;
  /** When they last pressed a key in a test call, or in a real one. */
  readonly testedAt: number | null;
  /** When they were last reminded to test it. */
  readonly remindedAt: number | null;
  /** A provider said for good that it cannot be reached. */
  readonly failing: {
    readonly at: number;
    readonly reason: Refusal;
    readonly by: PhoneRoute;
  } | null;
  /** They sent STOP: no SMS goes there until they send START. */
  readonly stoppedAt: number | null;
}

export type KnownPhone =
  | { readonly state: "known"; readonly number: string; readonly phone: Phone }
  /** Given, and not yet proven to be theirs: nothing but its code goes there. */
  | { readonly state: "unverified"; readonly number: string }
  /** Sealed with a secret that nobody gave us. */
  | { readonly state: "unreadable" };

/** People's numbers: stored sealed, never logged, never shown whole. */
export interface PhoneRecords {
  /** A verified number stays in force until a newer one is verified too. */
  find(handle: string): Promise<KnownPhone | null>;
  /** What a page may go to: verified, and for SMS not stopped. */
  numberFor(handle: string, route: PhoneRoute): Promise<string | null>;
  /** Handle of whoever has verified this number. */
  ownerOf(number: string): Promise<string | null>;
  /** Changes nothing where there is no verified phone. */
  note(
    handle: string,
    what: Partial<Pick<Phone, "testedAt" | "remindedAt" | "failing" | "stoppedAt">>,
  ): Promise<void>;
}
