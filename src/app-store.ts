import type { Redis } from "./store/connect.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import { createSigner } from "./lib/sign.ts";
import type { Book } from "./playbooks/book.ts";
import type { ContactRecords } from "./ports/contact-records.ts";
import type { ChartLinks } from "./ports/charts.ts";
import type { Inbox } from "./ports/incident-records.ts";
import type { Notices } from "./ports/notices.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { PhoneRecords } from "./ports/phone-records.ts";
import type { Room } from "./ports/room.ts";
import type { Method } from "./incidents/policy.ts";
import { createBookRecords, createSilenceRecords } from "./store/books.ts";
import { createHoldRecords } from "./store/hold.ts";
import { createHealthRecords } from "./store/health.ts";
import { createIdentityRecords } from "./store/identities.ts";
import { createIncidentRecords } from "./store/incidents.ts";
import { isStoreAway } from "./store/is-away.ts";
import type { Keys } from "./store/keys.ts";
import { createLeases } from "./store/leases.ts";
import { createNotices } from "./store/notices.ts";
import { createCardRecords } from "./store/cards.ts";
import { createOutbox } from "./store/outbox.ts";
import { createSayingRecords } from "./store/sayings.ts";
import { createPageRecords } from "./store/pages.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { createPeopleRecords, createRosterRecords } from "./store/people.ts";
import { createSignInRecords } from "./store/sign-ins.ts";
import { createSignInLinks } from "./watch/sign-in-links.ts";
import { createCallbackTokens } from "./watch/callback-tokens.ts";
import type { PageLimits } from "./watch/page-limits.ts";
import { createPageLinks } from "./watch/page-links.ts";
import { createPhoneLinks } from "./watch/phone-links.ts";
import { createSeriesRecords } from "./store/series.ts";
import { createStormRecords } from "./store/storms.ts";
import type { Watch } from "./watch/watch.ts";

export interface WatchParts {
  readonly redis: Redis;
  readonly inbox: Inbox;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  /** Unique to this process and start. */
  readonly owner: string;
  readonly zone: string;
  readonly publicUrl: string;
  readonly playbooksUrl: string;
  readonly charts: ChartLinks;
  readonly rooms: readonly Room[];
  readonly notifiers: ReadonlyMap<Method, readonly Notifier[]>;
  readonly contacts: ContactRecords;
  readonly phones: PhoneRecords;
  readonly limits: PageLimits;
  readonly callbackUrl: string | null;
  /** The first signs links, all verify. */
  readonly secrets: readonly string[];
  /** Shared by all that one process makes; its own by default. */
  readonly notices?: Notices;
  book(): Book;
}

/** The use cases' world on one connection. */
export function createWatch(parts: WatchParts): Watch {
  const { redis, keys, clock, rooms } = parts;
  const notices = parts.notices ?? createNotices(redis, keys, clock, parts.log);
  const reader = createRecordReader(notices);
  const roomNames = rooms.map((room) => room.name);
  return {
    clock,
    log: parts.log,
    zone: parts.zone,
    publicUrl: parts.publicUrl,
    playbooksUrl: parts.playbooksUrl,
    charts: parts.charts,
    rooms,
    notifiers: parts.notifiers,
    contacts: parts.contacts,
    phones: parts.phones,
    phoneLinks: createPhoneLinks({ ...parts, now: () => clock.real() }),
    limits: parts.limits,
    callbackUrl: parts.callbackUrl,
    tokens: createCallbackTokens(createSigner(parts.secrets, "callback")),
    links: createPageLinks(parts.publicUrl, createSigner(parts.secrets, "page link")),
    book: () => parts.book(),
    inbox: parts.inbox,
    notices,
    hold: createHoldRecords(redis, keys, reader),
    incidents: createIncidentRecords(redis, keys, {
      clock,
      rooms: roomNames,
      reader,
    }),
    series: createSeriesRecords(redis, keys.prefix, notices),
    pages: createPageRecords(redis, keys, reader),
    outbox: createOutbox(redis, keys, reader),
    cards: createCardRecords(redis, keys, reader, () => clock.real()),
    sayings: createSayingRecords(redis, keys, {
      rooms: roomNames,
      reader,
      now: () => clock.real(),
    }),
    storms: createStormRecords(redis, keys, reader, () => clock.real()),
    people: createPeopleRecords(redis, keys, reader),
    identities: createIdentityRecords(redis, keys, reader),
    roster: createRosterRecords(redis, keys, reader),
    books: createBookRecords(redis, keys, reader),
    silences: createSilenceRecords(redis, keys, reader),
    leases: createLeases(redis, keys, clock, parts.owner),
    health: createHealthRecords(redis, keys, roomNames),
    signIns: createSignInRecords(redis, keys),
    signInLinks: createSignInLinks({ ...parts, now: () => clock.real() }),
    isStoreAway,
  };
}
