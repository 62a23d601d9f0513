import type { Severity } from "../alerts/severity.ts";
import type { Incident, Status } from "../incidents/incident.ts";
import type { Place, RoomLately } from "../incidents/storm.ts";
import type { SummaryMember } from "../incidents/summary-member.ts";

/** Many incidents that one message of one room is about. */
export interface SummaryRecord {
  readonly v: 1;
  readonly id: string;
  readonly room: string;
  /** Null: of many alerts. */
  readonly alert: string | null;
}

export interface CountedSummary extends SummaryRecord {
  /** Where it was posted; null: not yet. */
  readonly ref: string | null;
  readonly counts: readonly {
    readonly status: Status;
    readonly severity: Severity;
    readonly count: number;
  }[];
  /** Incident ids: those that need somebody first, the newest first. */
  readonly newest: readonly string[];
  /** The incident about which somebody is called first. */
  readonly callsNext: string | null;
  /** Names, those who have most first. */
  readonly holders: readonly string[];
  /** When the first of them opened, and the last; in `now` time. */
  readonly since: number;
  readonly lastAt: number;
}

/** A summary to be drawn. */
export interface DueSummary {
  readonly id: string;
  readonly ref: string | null;
  /** It was tried before, and may have arrived. */
  readonly isUncertain: boolean;
  readonly revision: number;
}

/** Null: the incident has a card of its own; else the id of its summary. */
export type PlaceId = string | null;

/** What a room shows of incidents that share a message. Instants are real, but where it says so. */
export interface SummaryRecords {
  /** Takes those that are to be drawn by now; each is in one hand at a time. */
  take(room: string, leaseMs: number, limit: number): Promise<readonly DueSummary[]>;
  drawn(
    room: string,
    id: string,
    drawn: { readonly ref: string; readonly revision: number },
  ): Promise<void>;
  /** Not before then, or a minute from now if that is earlier. `isUncertain`: what was tried may have arrived. */
  later(room: string, id: string, at: number, isUncertain: boolean): Promise<void>;
  /** Null: not there, or written by a newer version. */
  find(id: string): Promise<CountedSummary | null>;
  /** Of these incidents the next ones behind that number, by number. */
  members(
    id: string,
    status: Status,
    after: number,
    limit: number,
  ): Promise<readonly { readonly incident: string; readonly number: number }[]>;
  /** True for the saying that was first with these words within the span, also when it asks again. */
  saysFirst(id: string, text: string, saying: string, forMs: number): Promise<boolean>;
}

/** Which incidents a room shows together. */
export interface StormRecords extends SummaryRecords {
  look(
    room: string,
    incidents: readonly Incident[],
  ): Promise<{
    /** Of everything that was placed in this room. */
    readonly revision: string;
    readonly lately: RoomLately;
    /** Those that have a place already. */
    readonly placed: ReadonlyMap<string, PlaceId>;
  }>;
  /** False: somebody else has placed something since. */
  place(
    room: string,
    revision: string,
    placed: readonly { readonly incident: Incident; readonly place: Place }[],
  ): Promise<boolean>;
  /** Takes cards that are due, as `CardRecords` does, but only those of incidents that have no place yet, or one in a summary. */
  takeShared(room: string, leaseMs: number, limit: number): Promise<readonly string[]>;
  /** Counts each as it is now in its summary, and what is older than what was counted not at all; the summary is then to be drawn. */
  count(
    room: string,
    members: readonly {
      readonly incident: string;
      readonly summary: string;
      readonly member: SummaryMember;
    }[],
  ): Promise<void>;
}
