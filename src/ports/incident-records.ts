import type { Signal } from "../alerts/signal.ts";
import type { Effect, Incident, TimelineEntry } from "../incidents/incident.ts";
import type { Method } from "../incidents/policy.ts";

/** What outlives the incident: which signal was taken in last, and what became of it. */
export interface FingerprintRecord {
  /** Id of the open incident, or null. */
  readonly open: string | null;
  /** Id of an incident that was resolved by hand while its alert still fired, or null. */
  readonly closed: string | null;
  /** The last signal taken in; null before the first. */
  readonly last: SignalId | null;
}

export interface Situation {
  readonly record: FingerprintRecord;
  readonly incident: Incident | null;
}

/** Place of a signal in the inbox: stream entry, and index within it. */
export interface SignalId {
  readonly entry: string;
  readonly index: number;
}

export interface InboxEntry {
  readonly id: string;
  /** Throws when the entry cannot be read. */
  signals(): readonly Signal[];
}

export interface Change {
  readonly incident: Incident;
  /** Revision that was read; null opens the incident. */
  readonly expected: number | null;
  readonly timeline: readonly TimelineEntry[];
  readonly effects: readonly Effect[];
  readonly nextAt: number | null;
  /** Instants set under an older clock epoch become valid for this one. */
  readonly epoch?: { readonly from: number; readonly to: number };
  /** In a fold: which signal this takes in, and the record that was read. */
  readonly fold?: {
    readonly signal: SignalId;
    readonly seen: FingerprintRecord;
    readonly fence: number;
    /** It fired again in a way that changes the incident; written as `touch` would. */
    readonly firedAgain?: { readonly value: number | null };
  };
  /** Of what opens: the revision of the silences that it was decided by. When they have changed since, it is `lost`. */
  readonly silences?: number;
}

/** `lost`: somebody else was faster; load and decide again. `fenced`: another process folds now. `set-back`: the clock was, and this incident has not been replanned yet. */
export type Committed =
  | { readonly outcome: "committed"; readonly incident: Incident }
  | { readonly outcome: "lost" }
  | { readonly outcome: "fenced" }
  | { readonly outcome: "set-back" };

export interface IncidentFilter {
  readonly status?: Incident["status"];
  readonly alert?: string;
  readonly limit: number;
  /** Only numbers below this one. */
  readonly before?: number;
}

export interface DeliveryRecord {
  readonly page: string;
  readonly to: string;
  /** Missing in those from before it was kept. */
  readonly method?: Method;
  readonly notifier: string;
  readonly outcome: string;
  readonly at: number;
}

export interface IncidentRecords {
  /** Null: not there, or written by a newer version; lists leave such a one out. */
  load(id: string): Promise<Incident | null>;
  loadMany(ids: readonly string[]): Promise<readonly (Incident | null)[]>;
  idOf(number: number): Promise<string | null>;
  list(filter: IncidentFilter): Promise<readonly Incident[]>;
  /** Unresolved ones that were told to the room, newest first. */
  open(): Promise<readonly Incident[]>;
  timeline(id: string): Promise<readonly TimelineEntry[]>;
  deliveries(id: string): Promise<readonly DeliveryRecord[]>;

  /** The record of a fingerprint, and the incident that it names as open or as closed by hand: both of one moment. */
  situation(fingerprint: string): Promise<Situation>;
  commit(change: Change): Promise<Committed>;
  /** Signals that were only sent again, up to the one that `fold` names: value, last seen and count, if any counts. No revision is compared. */
  touch(
    fingerprint: string,
    touch: {
      readonly fold: NonNullable<Change["fold"]>;
      readonly value: number | null;
      readonly at: number;
      /** How many of them count for the incident. */
      readonly count: number;
    },
  ): Promise<"done" | "lost" | "fenced">;

  /** Ids due by `now`, oldest first, without the first `after`. None while paging is held. */
  due(now: number, limit: number, after?: number): Promise<readonly string[]>;
  /** Earliest instant in `due`. */
  nextDue(): Promise<number | null>;
  /** Looked at, nothing changed: only the next instant moves, if the revision is still this, and nobody hurried it since it was found due. */
  reschedule(id: string, revision: number, nextAt: number | null): Promise<void>;
  /** Makes every waiting incident due at `now`; answers how many. */
  hurryWaiting(now: number): Promise<number>;
  /** How many were due by `now`; none while paging is held. */
  countLate(now: number): Promise<number>;

  /** Remembers the instant; answers the clock's epoch, which grows each time the clock was set back by more than 5 s. */
  markClock(now: number): Promise<number>;
  /** Incidents whose instants were set in an earlier epoch. */
  outOfEpoch(epoch: number, limit: number): Promise<readonly string[]>;
  /** Null when nothing is planned for it. */
  epochOf(id: string): Promise<number | null>;
  /** By how many milliseconds the clock was set back in all from one epoch to another. */
  shiftBetween(from: number, to: number): Promise<number>;
}

export interface Inbox {
  /** Durable when it resolves. Throws when the store is away. */
  add(signals: readonly Signal[]): Promise<void>;
  /** Entries after the cursor; waits up to so many real milliseconds for the first. */
  read(limit: number, waitMs: number): Promise<readonly InboxEntry[]>;
  /** Ends a batch: moves the cursor behind `id` and trims up to it. */
  advance(id: string, fence: number): Promise<boolean>;
  /** Marks a batch as in hand; answers how often its first entry was found in the hands of a dead process. */
  take(first: string, fence: number): Promise<number>;
  /** Moves an entry that cannot be taken in out of the way, with its reason; in the same act the news of it joins the inbox. */
  setAside(id: string, reason: string, news: Signal, fence: number): Promise<boolean>;
}
