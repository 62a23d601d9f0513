import { Redis } from "ioredis";
import { createWatch } from "../../src/app-store.ts";
import type { Signal } from "../../src/alerts/signal.ts";
import { METHODS, type Method } from "../../src/incidents/policy.ts";
import type { Book } from "../../src/playbooks/book.ts";
import type { Failure } from "../../src/ports/failure.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Delivery, Notifier, PageMessage } from "../../src/ports/notifier.ts";
import type { Card, Room, Saying } from "../../src/ports/room.ts";
import { createSealer } from "../../src/lib/seal.ts";
import { createPhoneRecords } from "../../src/store/phones.ts";
import { PAGE_LIMITS } from "../../src/watch/page-limits.ts";
import { recordReader } from "./reader.ts";
import { createContactRecords } from "../../src/store/contacts.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { keysFor, type Keys } from "../../src/store/keys.ts";
import { audit } from "../../src/watch/audit.ts";
import { fold } from "../../src/watch/fold.ts";
import { speak } from "../../src/watch/speak.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { EMPTY_BOOK, person } from "./in-memory-watch.ts";
import { manualClock, type ManualClock } from "./manual-clock.ts";
import { recordedLog, type RecordedLog } from "./quiet-log.ts";
import { startRedis, type RedisServer } from "./redis-server.ts";

const PREFIX = "{test}:";
const SECRET = "a secret of sixteen and more";
export const FOLD_LEASE_MS = 3_000;

export const DOWN: Failure = { outcome: "failed", reason: "unreachable", permanent: false };
export const REFUSED: Failure = { outcome: "failed", reason: "bad-destination", permanent: true };

/** A room that does as it is told. Empty, unless somebody is in it. */
interface ScriptedRoom extends Room {
  occupied: boolean;
  /** What becomes of each post; by default it arrives. */
  answer: ((card: Card | Saying) => Promise<Failure | null> | Failure | null) | null;
  readonly shown: {
    readonly number: number;
    readonly status: string;
    readonly ref: string | null;
  }[];
  readonly said: string[];
  /** Every attempt to post, arrived or not. */
  readonly tried: { readonly id: string; readonly isUncertain: boolean }[];
  /** How often it was asked who is there. */
  asked: number;
  presence: Room["presence"];
  presenceIsDear?: true;
}

/** A way out that does as it is told. */
interface ScriptedNotifier extends Notifier {
  answer: ((page: PageMessage) => Promise<Delivery> | Delivery) | null;
  readonly sent: PageMessage[];
  readonly stopped: string[];
  /** What it was told of each page that it stopped. */
  readonly stoppedPages: PageMessage[];
}

/** The use cases on a Redis of their own, with nothing that runs by itself. */
export interface StoreWorld {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly clock: ManualClock;
  readonly log: RecordedLog;
  /** The first of the rooms. */
  readonly room: ScriptedRoom;
  readonly rooms: readonly ScriptedRoom[];
  readonly watch: Watch;
  book: Book;
  notifier(method: Method): ScriptedNotifier;
  /** Another process on the same store. */
  process(owner: string): Watch;
  /** A process on another store, with the same clock, room and notifiers. */
  on(redis: Redis): Watch;
  signals(...signals: readonly Partial<Signal>[]): Promise<void>;
  /** Takes in everything that lies in the inbox. */
  foldAll(watch?: Watch): Promise<void>;
  /** Opens an incident and answers it. */
  opens(alert: string, more?: Partial<Signal>): Promise<Incident>;
  incidents(): Promise<readonly Incident[]>;
  kinds(incident: Incident): Promise<readonly string[]>;
  load(incident: Incident): Promise<Incident>;
  audit(): ReturnType<typeof audit>;
  /** What waits to be said, in every room. */
  speak(watch?: Watch): Promise<void>;
}

export interface StoreServer {
  /** @param rooms their names; one by default */
  fresh(...rooms: readonly string[]): Promise<StoreWorld>;
  stop(): Promise<void>;
}

export async function startStore(): Promise<StoreServer> {
  const server = await startRedis();
  const redis = new Redis(server.socket);
  const blocking = new Redis(server.socket);
  return {
    fresh: async (...rooms) => {
      await redis.flushall();
      return createStoreWorld(redis, blocking, rooms.length > 0 ? rooms : ["room"]);
    },
    stop: () => stop(server, [redis, blocking]),
  };
}

async function stop(server: RedisServer, connections: readonly Redis[]): Promise<void> {
  for (const connection of connections) connection.disconnect();
  await server.stop();
}

function createStoreWorld(redis: Redis, blocking: Redis, names: readonly string[]): StoreWorld {
  const keys = keysFor(PREFIX);
  const clock = manualClock();
  const log = recordedLog();
  const rooms = names.map((name) => scriptedRoom(name, clock));
  const [room] = rooms;
  if (!room) throw new Error("a world needs a room");
  const contacts = createContactRecords(redis, keys, createSealer([SECRET], "contacts"));
  const notifiers = new Map(METHODS.map((method) => [method, scriptedNotifier(method)]));
  const inboxOn = (on: Redis, waiting: Redis): Watch["inbox"] =>
    createInbox({ requests: on, background: on, blocking: waiting }, keys, { isOpen: () => true });
  const process = (owner: string, on = redis, inbox = inboxOn(redis, blocking)): Watch =>
    createWatch({
      redis: on,
      inbox,
      keys,
      clock,
      log,
      owner,
      zone: "UTC",
      publicUrl: "http://watch.test",
      playbooksUrl: "http://watch.test/playbooks",
      charts: { urlOf: () => null },
      rooms,
      notifiers: new Map([...notifiers].map(([method, one]) => [method, [one]])),
      contacts,
      phones: createPhoneRecords(redis, keys, recordReader(), contacts, [SECRET]),
      limits: PAGE_LIMITS,
      callbackUrl: null,
      secrets: [SECRET],
      book: () => world.book,
    });
  const watch = process("first");
  const world: StoreWorld = {
    redis,
    keys,
    clock,
    log,
    room,
    rooms,
    watch,
    book: EMPTY_BOOK,
    notifier: (method) => notifiers.get(method)!,
    process: (owner) => process(owner),
    on: (other) => process("elsewhere", other, inboxOn(other, other)),
    signals: (...signals) => watch.inbox.add(signals.map(signalOf)),
    foldAll: (by = watch) => foldAll(by),
    opens: async (alert, more = {}) => {
      await world.signals({ alert, ...more });
      await foldAll(watch);
      const [opened] = await watch.incidents.list({ alert, limit: 1 });
      if (!opened) throw new Error(`${alert} opened no incident`);
      return opened;
    },
    incidents: async () => (await watch.incidents.list({ limit: 500 })).toReversed(),
    kinds: async ({ id }) => (await watch.incidents.timeline(id)).map(({ kind }) => kind),
    load: async ({ id }) => {
      const found = await watch.incidents.load(id);
      if (!found) throw new Error(`incident ${id} is gone`);
      return found;
    },
    audit: () => audit(watch),
    speak: async (by = watch) => {
      await Promise.all(by.rooms.map((one) => speak(by, one)));
    },
  };
  return world;
}

async function foldAll(watch: Watch): Promise<void> {
  const fence = await watch.leases.hold("fold", FOLD_LEASE_MS);
  if (fence === null) throw new Error("another process folds");
  for (;;) {
    const { entries, fenced } = await fold(watch, fence, 0);
    if (fenced) throw new Error("another process folds now");
    if (entries === 0) return;
  }
}

export function signalOf(some: Partial<Signal>): Signal {
  return {
    alert: "queue-backlog",
    status: "firing",
    summary: null,
    severity: null,
    labels: {},
    value: null,
    at: null,
    ...some,
  };
}

/** Responders, in the order in which they are to be woken. */
export async function joins(watch: Watch, ...handles: readonly string[]): Promise<void> {
  for (const [index, handle] of handles.entries())
    await watch.people.add(person(handle, { joinedAt: index }));
}

function scriptedRoom(name: string, clock: ManualClock): ScriptedRoom {
  let posted = 0;
  const post = async (card: Card | Saying, keep: () => void): ReturnType<Room["say"]> => {
    const failure = (await room.answer?.(card)) ?? null;
    if (failure) return failure;
    keep();
    posted += 1;
    return { outcome: "posted", ref: `m${posted}` };
  };
  const room: ScriptedRoom = {
    name,
    presenceGraceMs: 10_000,
    occupied: false,
    answer: null,
    shown: [],
    said: [],
    tried: [],
    asked: 0,
    show: (card, { ref, isUncertain }) => {
      room.tried.push({ id: card.incident.id, isUncertain });
      return post(card, () => {
        room.shown.push({ number: card.incident.number, status: card.incident.status, ref });
      });
    },
    say: (saying) => {
      room.tried.push({ id: saying.id, isUncertain: saying.isUncertain });
      return post(saying, () => void room.said.push(saying.text));
    },
    presence: () => {
      room.asked += 1;
      return Promise.resolve({
        outcome: "seen",
        sightings: room.occupied
          ? [
              {
                handle: "ana",
                responder: true,
                connectedAt: clock.real(),
                actedAt: clock.real(),
                spokeAt: null,
              },
            ]
          : [],
      });
    },
    probe: () => Promise.resolve({ ok: true, said: "scripted" }),
  };
  return room;
}

function scriptedNotifier(method: Method): ScriptedNotifier {
  const notifier: ScriptedNotifier = {
    method,
    name: method,
    timeoutMs: 5_000,
    ringsMs: method === "voice" ? 45_000 : null,
    answer: null,
    sent: [],
    stopped: [],
    stoppedPages: [],
    destinationOf: ({ responder, handle }) => Promise.resolve(responder ? handle : null),
    send: async (page) => {
      notifier.sent.push(page);
      return (await notifier.answer?.(page)) ?? { outcome: "sent", providerId: page.id };
    },
    stop: (providerId, _signal, page) => {
      notifier.stopped.push(providerId);
      notifier.stoppedPages.push(page);
      return Promise.resolve({ outcome: "sent", providerId });
    },
    probe: () => Promise.resolve({ ok: true, said: "scripted" }),
  };
  return notifier;
}
