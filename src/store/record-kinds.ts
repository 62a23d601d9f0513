import type { AlertState, SeriesState } from "../alerts/series-state.ts";
import type { Incident, TimelineEntry } from "../incidents/incident.ts";
import type { SummaryMember } from "../incidents/summary-member.ts";
import type { Offer, Override, Person } from "../oncall/person.ts";
import type { Book } from "../playbooks/book.ts";
import type { Silence } from "../ports/book-records.ts";
import type { Hold } from "../ports/hold-records.ts";
import type { Identity } from "../ports/identity-records.ts";
import type { DeliveryRecord } from "../ports/incident-records.ts";
import type { PhonePage, Reaction, RoomMessage } from "../ports/local-room-records.ts";
import type { Outgoing } from "../ports/outgoing.ts";
import type { Page } from "../ports/page-records.ts";
import type { Phone } from "../ports/phone-records.ts";
import type { StoredSaying } from "../ports/saying-records.ts";
import type { SummaryRecord } from "../ports/storm-records.ts";
import type { Upgrade } from "./read-record.ts";

/** What a commit script keeps beside the state, because re-sent signals write it without comparing. */
export type BesideState = "number" | "value" | "lastSeenAt" | "count" | "revision";

/** Every kind of record that is stored as JSON, in its newest version. */
export interface StoredRecords {
  readonly incident: Omit<Incident, BesideState>;
  readonly "timeline-entry": TimelineEntry;
  readonly delivery: DeliveryRecord;
  readonly page: Page;
  readonly effect: Outgoing;
  readonly "inbox-entry": { readonly signals: readonly unknown[] };
  readonly person: Person;
  readonly identity: Identity;
  readonly override: Override;
  readonly offer: Offer;
  readonly silence: Silence;
  readonly book: Book;
  readonly "alert-state": Omit<AlertState, "series">;
  readonly "series-state": SeriesState;
  readonly "card-shown": { readonly ref: string; readonly revision: number };
  readonly "room-message": RoomMessage;
  readonly reaction: Reaction;
  readonly "phone-page": PhonePage;
  readonly contact: { readonly at: number; readonly sealed: string };
  readonly phone: Phone;
  readonly saying: StoredSaying;
  readonly hold: Hold;
  readonly "adapter-note": { readonly value: unknown };
  readonly event: { readonly line: string; readonly body: unknown };
  readonly summary: SummaryRecord;
  readonly "summary-member": SummaryMember;
}

export type RecordKind = keyof StoredRecords;

/**
 * How each kind came to its newest version. Whoever changes what a record looks like adds the step from the version
 * before, and a fixture of the new version.
 */
export const UPGRADES: Readonly<Record<RecordKind, readonly Upgrade[]>> = {
  incident: [],
  "timeline-entry": [],
  delivery: [],
  page: [],
  effect: [],
  "inbox-entry": [],
  person: [],
  identity: [],
  override: [],
  offer: [],
  silence: [],
  book: [],
  "alert-state": [],
  "series-state": [],
  "card-shown": [],
  "room-message": [],
  reaction: [],
  "phone-page": [],
  contact: [],
  phone: [],
  saying: [],
  hold: [],
  "adapter-note": [],
  event: [],
  summary: [],
  "summary-member": [],
};

export const RECORD_KINDS = Object.keys(UPGRADES) as readonly RecordKind[];

export function versionOf(kind: RecordKind): number {
  return UPGRADES[kind].length + 1;
}
