import type { Refusal } from "./failure.ts";

export type PhoneRoute = "sms" | "voice";

/** What is known of somebody's phone beside its number. Instants in `now` time. */
export interface Phone {
  readonly v: 1;
  /** By which way its person proved that it is theirs. */
  readonly verifiedBy: PhoneRoute;
  readonly verifiedAt: number;
  /** When they last pressed a key in a test call or in a real one, or typed a code that a call had said. */
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

/** A number with the code that goes to it. */
export interface CodeOffer {
  readonly handle: string;
  readonly number: string;
  /** Six digits. */
  readonly code: string;
  readonly by: PhoneRoute;
  /** In `now` time. */
  readonly at: number;
  readonly real: number;
}

export type CodeVerdict =
  | { readonly outcome: "verified"; readonly number: string; readonly phone: Phone }
  /** `left`: so many tries. */
  | { readonly outcome: "wrong"; readonly left: number }
  /** Never made, used, too old, or of a number that was given anew since. */
  | { readonly outcome: "none" }
  /** The code was right, and somebody else has verified this number before: it was dropped. */
  | { readonly outcome: "taken" };

/** People's numbers: stored sealed, never logged, never shown whole. */
export interface PhoneRecords {
  /** A verified number stays in force until a newer one is verified too. */
  find(handle: string): Promise<KnownPhone | null>;
  /** What a page may go to: verified, and for SMS not stopped. */
  numberFor(handle: string, route: PhoneRoute): Promise<string | null>;
  /** Handle of whoever has verified this number. */
  ownerOf(number: string): Promise<string | null>;
  /** A number that waits to be proven, also beside a verified one. Null: none does, or it cannot be read. */
  pending(handle: string): Promise<string | null>;
  /** Lets a number wait to be proven instead of the one that did; a code that is out is void. `at` in `now` time. */
  keep(given: {
    readonly handle: string;
    readonly number: string;
    readonly at: number;
  }): Promise<void>;
  /** Counts something that goes to this number at this person's word. Null: it may go; else when the next one may. Real milliseconds. */
  reserve(handle: string, number: string, real: number): Promise<number | null>;
  /** Keeps the number, and its code for ten minutes; a former code is void. */
  offer(offer: CodeOffer): Promise<void>;
  /** Each call is a try. A right code makes the number the one in force, once. */
  verify(attempt: {
    readonly handle: string;
    readonly code: string;
    readonly at: number;
    readonly real: number;
  }): Promise<CodeVerdict>;
  /** Everything that is known of somebody's phone. False when nothing was. */
  remove(handle: string): Promise<boolean>;
  /** What `from` had is `to`'s, unless they have a verified number of their own. */
  move(from: string, to: string): Promise<void>;
  /** Whether `markSaid` was called with this id within three days of real time. */
  wasSaid(id: string): Promise<boolean>;
  markSaid(id: string): Promise<void>;
  /** Changes nothing where there is no verified phone. */
  note(
    handle: string,
    what: Partial<Pick<Phone, "testedAt" | "remindedAt" | "failing" | "stoppedAt">>,
  ): Promise<void>;
}
