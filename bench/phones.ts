import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWatch } from "../src/app-store.ts";
import { createWorker, type Worker } from "../src/app-worker.ts";
import { createLog } from "../src/lib/log.ts";
import { createSealer } from "../src/lib/seal.ts";
import { deadline } from "../src/lib/timers.ts";
import { systemClock } from "../src/lib/clock.ts";
import type { Book } from "../src/playbooks/book.ts";
import type { Notifier } from "../src/ports/notifier.ts";
import type { Policy } from "../src/incidents/policy.ts";
import { createAlarm } from "../src/queue/alarm.ts";
import { createDeliveries } from "../src/queue/deliveries.ts";
import { connectForBackground, connectForRequests, whenReady } from "../src/store/connect.ts";
import { createContactRecords } from "../src/store/contacts.ts";
import { createInbox } from "../src/store/inbox.ts";
import { keysFor } from "../src/store/keys.ts";
import { createNotices } from "../src/store/notices.ts";
import { createPhoneRecords } from "../src/store/phones.ts";
import { createRecordReader } from "../src/store/record-reader.ts";
import type { PageLimits } from "../src/watch/page-limits.ts";
import type { Watch } from "../src/watch/watch.ts";
import { sleep } from "./wait.ts";
import { startRedis, type Fsync } from "./watchroom.ts";

const SECRETS = ["of this run alone, and long"];
/** A provider on another continent. */
const ANSWERS_AFTER_MS = 50;
const TIMEOUT_MS = 10_000;
const RINGS_MS = 45_000;

/** What was asked of a provider, and when: `performance.now()`. */
export interface Asked {
  readonly what: "call" | "hang-up";
  readonly incidents: readonly number[];
  readonly at: number;
}

export interface WithPhones {
  readonly watch: Watch;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/** The worker itself, in this process, with a provider of calls that answers after a while and takes as many at once as come. */
export async function startWithPhones(
  fsync: Fsync,
  { policy, limits, people }: { policy: Policy; limits: PageLimits; people: number },
): Promise<WithPhones> {
  const folder = await mkdtemp(join(tmpdir(), "watchroom-bench-"));
  const socket = join(folder, "redis.sock");
  const server = await startRedis(folder, socket, fsync);
  const log = createLog("silent");
  const keys = keysFor("{watchroom}:");
  const redis = connectForRequests(socket, log);
  const [background, blocking, hearing] = [1, 2, 3].map(() => connectForBackground(socket, log));
  if (!background || !blocking || !hearing) throw new Error("a connection is missing");
  await whenReady(redis, deadline(TIMEOUT_MS));
  const asked: Asked[] = [];
  const reader = createRecordReader(createNotices(redis, keys, systemClock, log));
  const contacts = createContactRecords(redis, keys, createSealer(SECRETS, "contacts"));
  const book: Book = { v: 1, version: "1", sections: [], alerts: [], policies: [policy] };
  const watch = createWatch({
    redis,
    inbox: createInbox({ requests: redis, background, blocking }, keys, { isOpen: () => true }),
    keys,
    clock: systemClock,
    log,
    owner: "bench",
    zone: zoneOfNoon(),
    publicUrl: "http://127.0.0.1",
    playbooksUrl: "http://127.0.0.1/playbooks",
    charts: { urlOf: () => null },
    rooms: [],
    notifiers: new Map([["voice", [provider(asked)]]]),
    contacts,
    phones: createPhoneRecords(redis, keys, reader, contacts, SECRETS),
    limits,
    callbackUrl: null,
    secrets: SECRETS,
    book: () => book,
  });
  await joinAll(watch, people);
  const worker = workerOn(watch, socket, keys.prefix);
  hearing.on("message", (_channel: string, word: string) => worker.heard(word));
  await hearing.subscribe(keys.nudge);
  worker.start();
  return {
    watch,
    asked,
    stop: async () => {
      await worker.stop();
      for (const one of [redis, background, blocking, hearing]) one.disconnect();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function joinAll(watch: Watch, people: number): Promise<void> {
  for (let n = 0; n < people; n += 1)
    await watch.people.add({
      v: 1,
      handle: `p${n}`,
      name: `P${n}`,
      joinedAt: n,
      responder: true,
      zone: null,
    });
}

/** As the program makes it, without what has nothing to do here. */
function workerOn(watch: Watch, socket: string, prefix: string): Worker {
  const { log } = watch;
  const bull = {
    connect: (use: "requests" | "background") =>
      (use === "requests" ? connectForRequests : connectForBackground)(socket, log),
    prefix: `${prefix}bull`,
    log,
  };
  const worker: Worker = createWorker({
    watch,
    clock: systemClock,
    log,
    alarm: createAlarm(bull, systemClock, () => worker.heard(`due ${systemClock.now()}`)),
    deliveries: createDeliveries(bull, watch, systemClock),
    tidy: () => Promise.resolve(false),
    heartbeat: () => Promise.resolve(),
    events: null,
    tending: null,
    collectLate: () => Promise.resolve(),
    reconcile: () => Promise.resolve(),
  });
  return worker;
}

function provider(asked: Asked[]): Notifier {
  const answer = async (what: Asked["what"], incidents: readonly number[], providerId: string) => {
    asked.push({ what, incidents, at: performance.now() });
    await sleep(ANSWERS_AFTER_MS);
    return { outcome: "sent", providerId } as const;
  };
  return {
    method: "voice",
    name: "bench",
    timeoutMs: TIMEOUT_MS,
    ringsMs: RINGS_MS,
    destinationOf: ({ handle }) => Promise.resolve(handle),
    send: (page) => answer("call", page.incidents, page.id),
    stop: (providerId, _signal, page) => answer("hang-up", page.incidents, providerId),
    probe: () => Promise.resolve({ ok: true, said: "bench" }),
  };
}

/** Everybody is awake there: who sleeps is called later. */
function zoneOfNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}
