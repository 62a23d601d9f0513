import type { Method } from "../incidents/policy.ts";
import type { Failure } from "./failure.ts";
import type { Outgoing } from "./outgoing.ts";

/** A page to one person by one method, with its incidents frozen. Real milliseconds, but `at` in `now` time. */
export interface Page {
  readonly v: 1;
  readonly id: string;
  readonly handle: string;
  readonly method: Method;
  /** Incident ids. */
  readonly incidents: readonly string[];
  /** For each incident, the generation it was asked in. */
  readonly generations: readonly number[];
  /** For each incident, what its step calls this attempt: `ana/voice`. */
  readonly asked: readonly string[];
  readonly attempt: number;
  readonly state: "sending" | "sent" | "retry" | "failed" | "ended";
  readonly providerId: string | null;
  readonly at: number;
}

export interface PageLimit {
  /** At most `count` pages within `spanMs`. */
  readonly count: number;
  readonly spanMs: number;
  /** Never beside a live one. */
  readonly alone: boolean;
  /** One incident a page. */
  readonly each: boolean;
}

export type Claim =
  | { readonly outcome: "claimed"; readonly page: Page }
  /** Nothing is due and needed. */
  | { readonly outcome: "nothing" }
  /** Within a limit, or in somebody's hand: look again then; at most a minute ahead. */
  | { readonly outcome: "held"; readonly until: number };

export interface ClaimRequest {
  readonly handle: string;
  readonly method: Method;
  /** Real. */
  readonly now: number;
  /** The same instant in `now` time, for the record. */
  readonly at: number;
  readonly leaseMs: number;
  readonly limit: PageLimit;
}

export type Attempted =
  | {
      readonly kind: "sent";
      readonly providerId: string | null;
      /** Real; how long a call may ring, so that no other rings beside it; at most a minute. */
      readonly liveUntil: number | null;
    }
  /** Not before `at`, or a minute from now if that is earlier. */
  | { readonly kind: "retry"; readonly at: number; readonly failure: Failure }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface PageRecords {
  /** Takes all that are due and still needed for this person and method as one page. Instants are real. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** The attempt's outcome, once. Sent although everybody acknowledged meanwhile: the withdrawal joins the outbox. Failed: so does the news for each incident. `at` in `now` time. */
  finish(
    page: Page,
    notifier: string,
    attempted: Attempted,
    now: { readonly real: number; readonly at: number },
  ): Promise<void>;
  find(id: string): Promise<Page | null>;
  lastOf(handle: string): Promise<Page | null>;
  /** Pages of this incident that may still ring or show, and no incident of which needs a human. Direct messages are among them also when they have ended: they stay, and what they say changes. */
  needless(incident: string): Promise<readonly Page[]>;
  /** A key was pressed on it, or it was withdrawn. */
  end(id: string): Promise<void>;
  /** Everything that was asked for and has not gone out. */
  waiting(): Promise<
    readonly { readonly handle: string; readonly method: Method; readonly incident: string }[]
  >;
  /** `handle|method` pairs with something to do by `now`. */
  pending(now: number): Promise<readonly { readonly handle: string; readonly method: Method }[]>;
}

/** What leaves to nobody's room and is no page: stops, and news of pages. */
export interface Outbox {
  /** Takes what is due for so long; nobody else is given it meanwhile. Real milliseconds. */
  take(now: number, leaseMs: number, limit: number): Promise<readonly Outgoing[]>;
  done(id: string): Promise<void>;
  later(id: string, at: number): Promise<void>;
  /** Earliest instant at which something is due. */
  next(): Promise<number | null>;
}

/** The card of an incident, in somebody's hand. */
export interface TakenCard {
  readonly incident: string;
  /** It was never posted as far as is known; an attempt was made before, and what became of it is not known. */
  readonly isUncertain: boolean;
}

/** Room cards: one effect per incident and room, "show the newest state". */
export interface CardRecords {
  /** Takes cards that are due for so long: those that were never posted first, then the oldest; a card is in one hand at a time. Real milliseconds. */
  take(room: string, now: number, leaseMs: number, limit: number): Promise<readonly TakenCard[]>;
  shown(
    room: string,
    incident: string,
  ): Promise<{ readonly ref: string | null; readonly revision: number }>;
  /** Leaves the queue only when no newer revision came meanwhile. Without a `ref`: it was not posted, and need not be. */
  done(
    room: string,
    incident: string,
    shown: { readonly ref: string | null; readonly revision: number },
  ): Promise<void>;
  /** Not before then, or a minute from now if that is earlier. `isUncertain`: what was tried may have arrived. */
  later(room: string, incident: string, at: number, isUncertain: boolean): Promise<void>;
  /** Draws it once more although its incident did not change. */
  again(room: string, incident: string): Promise<void>;
  /** Since when nothing could be posted there; null when the last post arrived. Real milliseconds. */
  failingSince(room: string): Promise<number | null>;
  setFailing(room: string, since: number | null): Promise<void>;
}
