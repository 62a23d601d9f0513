import { BUILT_IN_POLICY, type Method } from "../../src/incidents/policy.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Offer, Override, Person } from "../../src/oncall/person.ts";
import type { Book } from "../../src/playbooks/book.ts";
import type { Silence } from "../../src/ports/book-records.ts";
import { createSigner } from "../../src/lib/sign.ts";
import type { Notifier } from "../../src/ports/notifier.ts";
import type { Page } from "../../src/ports/page-records.ts";
import type { Room } from "../../src/ports/room.ts";
import { createCallbackTokens } from "../../src/watch/callback-tokens.ts";
import { PAGE_LIMITS } from "../../src/watch/page-limits.ts";
import { createPageLinks } from "../../src/watch/page-links.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { createPhoneLinks } from "../../src/watch/phone-links.ts";
import { memoryContacts, type MemoryContacts } from "./memory-contacts.ts";
import { memoryPhones, type MemoryPhones } from "./memory-phones.ts";

/** Sunday 22 November 2026, 15:00 UTC, which is 16:00 in Berlin. */
export const SUNDAY_AT_15_UTC = Date.UTC(2026, 10, 22, 15, 0);

export interface World {
  readonly watch: Watch;
  now: number;
  people: Person[];
  overrides: Override[];
  offers: Offer[];
  incidents: Incident[];
  /** Incidents whose cards are to be drawn again. */
  redrawn: string[];
  pages: Page[];
  silences: Silence[];
  readonly contacts: MemoryContacts;
  readonly phones: MemoryPhones;
  /** What was said in the rooms, by its id. */
  readonly sayings: Map<string, string>;
  readonly notifiers: Map<Method, Notifier | readonly Notifier[]>;
  callbackUrl: string | null;
  publicUrl: string;
  book: Book;
}

export const EMPTY_BOOK: Book = { v: 1, version: "1", sections: [], alerts: [], policies: [] };

export function person(handle: string, some: Partial<Person> = {}): Person {
  const name = handle.charAt(0).toUpperCase() + handle.slice(1);
  return {
    v: 1,
    handle,
    name,
    joinedAt: handle.charCodeAt(0),
    responder: true,
    zone: null,
    ...some,
  };
}

export function incident(number: number, some: Partial<Incident> = {}): Incident {
  return {
    v: 1,
    id: `i${number}`,
    number,
    fingerprint: `f${number}`,
    alert: `alert-${number}`,
    title: `Trouble ${number}`,
    summary: null,
    severity: "critical",
    labels: {},
    threshold: null,
    playbook: null,
    remarks: [],
    policy: BUILT_IN_POLICY,
    revision: 1,
    generation: 0,
    status: "triggered",
    phase: { kind: "waiting", since: SUNDAY_AT_15_UTC, until: SUNDAY_AT_15_UTC + 600_000 },
    acknowledgements: [],
    startWith: null,
    openedAt: SUNDAY_AT_15_UTC - 360_000,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolvedBy: null,
    told: true,
    standing: null,
    value: null,
    lastSeenAt: SUNDAY_AT_15_UTC,
    count: 1,
    ...some,
  };
}

export function page(handle: string, incidents: readonly number[], some: Partial<Page> = {}): Page {
  return {
    v: 1,
    id: "p1",
    handle,
    method: "voice",
    incidents: incidents.map((number) => `i${number}`),
    generations: incidents.map(() => 0),
    asked: incidents.map(() => `${handle}/voice`),
    attempt: 1,
    state: "sent",
    providerId: null,
    at: SUNDAY_AT_15_UTC - 60_000,
    ...some,
  };
}

/** A Watch over plain arrays: what people, roster, book and chat need. Using anything else fails the test. */
export function world(...people: readonly Person[]): World {
  const contacts = memoryContacts();
  const it: World = {
    watch: undefined as unknown as Watch,
    now: SUNDAY_AT_15_UTC,
    people: [...people],
    overrides: [],
    offers: [],
    incidents: [],
    redrawn: [],
    pages: [],
    silences: [],
    contacts,
    phones: memoryPhones(contacts),
    sayings: new Map(),
    notifiers: new Map(),
    callbackUrl: null,
    publicUrl: "http://watch.test",
    book: EMPTY_BOOK,
  };
  const parts: Partial<Watch> = {
    zone: "Europe/Berlin",
    get publicUrl() {
      return it.publicUrl;
    },
    contacts: it.contacts,
    get notifiers() {
      return new Map([...it.notifiers].map(([method, one]) => [method, [one].flat()] as const));
    },
    limits: PAGE_LIMITS,
    get callbackUrl() {
      return it.callbackUrl;
    },
    tokens: createCallbackTokens(createSigner(["a secret"], "callback")),
    phones: it.phones,
    phoneLinks: createPhoneLinks({
      secrets: ["a secret"],
      publicUrl: "http://watch.test",
      now: () => it.now,
    }),
    leases: strict<Watch["leases"]>("leases", { hold: async () => 1 }),
    sayings: strict<Watch["sayings"]>("sayings", {
      add: async ({ id, text }) => void it.sayings.set(id, text),
    }),
    links: createPageLinks("http://watch.test", createSigner(["a secret"], "page link")),
    playbooksUrl: "http://watch.test/playbooks",
    clock: { now: () => it.now, real: () => it.now, factor: 1 },
    book: () => it.book,
    people: strict<Watch["people"]>("people", {
      all: async () => it.people,
      find: async (handle) => it.people.find((one) => one.handle === handle) ?? null,
      change: async (handle, into) => {
        it.people = it.people.map((one) => (one.handle === handle ? into(one) : one));
        return it.people.find((one) => one.handle === handle) ?? null;
      },
    }),
    roster: strict<Watch["roster"]>("roster", {
      overrides: async (now) => it.overrides.filter(({ until }) => until === null || until > now),
      addOverride: async (override) => void it.overrides.push(override),
      offer: async (id) => it.offers.find((offer) => offer.id === id) ?? null,
      offers: async () => it.offers,
      addOffer: async (offer) => void it.offers.push(offer),
      answerOffer: async (id, override) => {
        if (!it.offers.some((offer) => offer.id === id)) return false;
        it.offers = it.offers.filter((offer) => offer.id !== id);
        if (override !== null) it.overrides.push(override);
        return true;
      },
    }),
    incidents: strict<Watch["incidents"]>("incidents", {
      load: async (id) => it.incidents.find((one) => one.id === id) ?? null,
      loadMany: async (ids) => ids.map((id) => it.incidents.find((one) => one.id === id) ?? null),
      idOf: async (number) => it.incidents.find((one) => one.number === number)?.id ?? null,
      open: async () =>
        it.incidents
          .filter((one) => one.status !== "resolved")
          .toSorted((a, b) => b.number - a.number),
    }),
    rooms: [{ name: "room" } as Room],
    cards: strict<Watch["cards"]>("cards", {
      again: async (_room, incident) => void it.redrawn.push(incident),
    }),
    pages: strict<Watch["pages"]>("pages", {
      lastOf: async (handle) => it.pages.findLast((one) => one.handle === handle) ?? null,
    }),
    silences: strict<Watch["silences"]>("silences", {
      active: async (now) => it.silences.filter(({ until }) => until > now),
      revision: async () => it.silences.length,
    }),
  };
  return Object.assign(it, { watch: strict<Watch>("watch", parts) });
}

/** A way out that reaches those who are named, and that nothing may send by. */
export function wayOut(
  method: Method,
  reaches: readonly string[],
  some: Partial<Notifier> = {},
): Notifier {
  return strict<Notifier>(method, {
    method,
    name: method,
    pretend: undefined,
    destinationOf: async ({ handle }) => (reaches.includes(handle) ? handle : null),
    ...some,
  } as Partial<Notifier>);
}

function strict<T extends object>(name: string, parts: Partial<T>): T {
  return new Proxy(parts as T, {
    get(target, key, receiver) {
      if (!(key in target) && key !== "then")
        throw new Error(`Nobody expected a use of ${name}.${String(key)}.`);
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}
