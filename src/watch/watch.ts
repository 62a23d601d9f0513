import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Method } from "../incidents/policy.ts";
import type { Book } from "../playbooks/book.ts";
import type { BookRecords, Leases, SilenceRecords } from "../ports/book-records.ts";
import type { ContactRecords } from "../ports/contact-records.ts";
import type { ChartLinks } from "../ports/charts.ts";
import type { IdentityRecords } from "../ports/identity-records.ts";
import type { HoldRecords } from "../ports/hold-records.ts";
import type { HealthRecords } from "../ports/health-records.ts";
import type { Inbox, IncidentRecords } from "../ports/incident-records.ts";
import type { Notices } from "../ports/notices.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { CardRecords, Outbox, PageRecords } from "../ports/page-records.ts";
import type { SayingRecords } from "../ports/saying-records.ts";
import type { PeopleRecords, RosterRecords } from "../ports/people-records.ts";
import type { SignInRecords } from "../ports/sign-in-records.ts";
import type { Room } from "../ports/room.ts";
import type { SeriesRecords } from "../ports/series-records.ts";
import type { StormRecords } from "../ports/storm-records.ts";
import type { PhoneRecords } from "../ports/phone-records.ts";
import type { CallbackTokens } from "./callback-tokens.ts";
import type { PageLimits } from "./page-limits.ts";
import type { PageLinks } from "./page-links.ts";
import type { PhoneLinks } from "./phone-links.ts";
import type { SignInLinks } from "./sign-in-links.ts";

/** What every use case is given. Made once by the app. */
export interface Watch {
  readonly clock: Clock;
  readonly log: Log;
  readonly incidents: IncidentRecords;
  readonly series: SeriesRecords;
  readonly inbox: Inbox;
  readonly pages: PageRecords;
  readonly outbox: Outbox;
  readonly cards: CardRecords;
  readonly sayings: SayingRecords;
  readonly storms: StormRecords;
  readonly people: PeopleRecords;
  readonly identities: IdentityRecords;
  readonly roster: RosterRecords;
  readonly contacts: ContactRecords;
  readonly books: BookRecords;
  readonly silences: SilenceRecords;
  readonly leases: Leases;
  readonly hold: HoldRecords;
  readonly notices: Notices;
  readonly health: HealthRecords;
  readonly signIns: SignInRecords;
  readonly signInLinks: SignInLinks;
  readonly rooms: readonly Room[];
  /** In the order in which they are to be tried. */
  readonly notifiers: ReadonlyMap<Method, readonly Notifier[]>;
  readonly phones: PhoneRecords;
  readonly phoneLinks: PhoneLinks;
  readonly limits: PageLimits;
  readonly links: PageLinks;
  readonly tokens: CallbackTokens;
  /** Where providers reach us, without a trailing slash; null: PUBLIC_URL is not set. */
  readonly callbackUrl: string | null;
  /** The book in force; never null once the app has started. */
  book(): Book;
  /** The team's zone, IANA name. */
  readonly zone: string;
  /** Where people reach our pages, without a trailing slash. */
  readonly publicUrl: string;
  /** Where the book can be read, without a trailing slash: `PLAYBOOKS_URL`, or our own pages. */
  readonly playbooksUrl: string;
  readonly charts: ChartLinks;
  /** Whether an error means that the store is away, rather than that what it was given is bad. */
  isStoreAway(error: unknown): boolean;
}
