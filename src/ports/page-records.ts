import type { Method } from "../incidents/policy.ts";
import type { Failure, Refusal } from "./failure.ts";
import type { Progress } from "./notifier.ts";
import type { Outgoing } from "./outgoing.ts";

/** How a page has fared by one of its method's ways. Real milliseconds. */
export interface Tried {
  /** The notifier's name. */
  readonly notifier: string;
  /** Attempts that failed for now, or of which nobody knows what became. */
  readonly failures: number;
  /** Failed for good: never tried again for this page. */
  readonly gone: boolean;
  readonly notBefore: number;
  /** Why it failed last; null: that is not known. */
  readonly reason: Refusal | null;
}

/** What one attempt started at its provider. */
export interface Placed {
  readonly attempt: number;
  /** Empty: an older version did not note which. */
  readonly notifier: string;
  readonly providerId: string | null;
  /** Ended, failed or hung up: nothing is left to stop. */
  readonly over: boolean;
  /** Its provider took it, and told later that it reaches nobody. */
  readonly failed: Refusal | null;
  readonly acknowledged: boolean;
  /** Real. */
  readonly at: number;
}

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
  readonly tried: readonly Tried[];
  /** All that it started so far; several of it may ring at once. */
  readonly placed: readonly Placed[];
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
      /** Its provider has to be asked how it goes on. */
      readonly isFollowed?: boolean;
    }
  /** By the way `next`, not before `at`, or a minute from now if that is earlier. */
  | {
      readonly kind: "retry";
      readonly at: number;
      readonly next: string;
      readonly failure: Failure;
    }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Which attempt of a page something is about. */
export interface AttemptOf {
  readonly page: string;
  readonly attempt: number;
  readonly notifier: string;
}

/** One instant by both clocks. */
interface Instant {
  readonly real: number;
  readonly at: number;
}

export interface PageRecords {
  /** Takes all that are due and still needed for this person and method as one page. Instants are real. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** Before anything is sent: the page's `tried` lasts whatever becomes of the sender. False: the page has ended, or somebody else has it. */
  begin(page: Page): Promise<boolean>;
  /** The attempt's outcome, once, with the page's `tried`. Sent although everybody acknowledged meanwhile: the withdrawal joins the outbox. Failed: so does the news for each incident. What the provider told before of this attempt counts for more. */
  finish(page: Page, notifier: string, attempted: Attempted, now: Instant): Promise<void>;
  /**
   * What a provider tells of an attempt. What still rings although nobody is needed any more is withdrawn; what reached
   * nobody goes out by the next way, at once. `old`: known already, or overtaken by something newer.
   */
  progress(
    page: Page,
    of: Pick<AttemptOf, "attempt" | "notifier">,
    progress: Progress,
    now: Instant,
  ): Promise<"done" | "old" | "unknown">;
  find(id: string): Promise<Page | null>;
  lastOf(handle: string): Promise<Page | null>;
  /** Pages of this incident that may still ring or show, and no incident of which needs a human. What stays where it went is among them also when it has ended: what it says changes. */
  needless(incident: string): Promise<readonly Page[]>;
  /** Hung up or withdrawn at their provider. */
  stopped(id: string, placed: readonly Placed[]): Promise<void>;
  /** Its person acted on it: what rings for it is withdrawn, but for the call in which they did, which ends by itself. Or it was withdrawn. */
  end(id: string, how: "acted" | "acted-elsewhere" | "withdrawn", real: number): Promise<void>;
  /** What is out by a provider that has to be asked, each for `forMs`, and by those in `longer`, as `push|pushover`, for so long while it is needed; nobody else is given it for `everyMs`. Real. */
  toFollow(request: {
    readonly now: number;
    readonly everyMs: number;
    readonly forMs: number;
    readonly longer: Readonly<Record<string, number>>;
    readonly limit: number;
  }): Promise<readonly (AttemptOf & { readonly method: Method; readonly providerId: string })[]>;
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
