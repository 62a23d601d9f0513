import { randomBytes } from "node:crypto";
import { createBackground } from "./app-background.ts";
import { listen, openConnections, type Connections } from "./app-connections.ts";
import type { AppParts } from "./app-parts.ts";
import { connectSlack } from "./app-slack.ts";
import { createWeb, type Web } from "./app-web.ts";
import { createWorld, type World } from "./app-world.ts";
import type { Config } from "./config.ts";
import { lateClock, systemClock, type Clock } from "./lib/clock.ts";
import { ConfigError } from "./lib/config-error.ts";
import { SECOND } from "./lib/durations.ts";
import type { Log } from "./lib/log.ts";
import { every, sleep } from "./lib/timers.ts";
import type { Notices } from "./ports/notices.ts";
import { createBookRecords } from "./store/books.ts";
import { checkRedis } from "./store/check-redis.ts";
import { untilReady, type Redis } from "./store/connect.ts";
import type { Inbox } from "./ports/incident-records.ts";
import { createInbox } from "./store/inbox.ts";
import { createIntakeGate, type IntakeGate } from "./store/intake-gate.ts";
import { keysFor, type Keys } from "./store/keys.ts";
import { createNotices } from "./store/notices.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { HALF_RESTORED } from "./store/restore.ts";
import { agreeOnSecrets } from "./store/secret-mark.ts";
import { agreeOnTime } from "./store/time-lapse.ts";
import { createLoadedBook, type LoadedBook } from "./watch/load-book.ts";

const STOP_WITHIN_MS = 6 * SECOND;
const BOOK_EVERY_MS = 5 * SECOND;
const SAY_EVERY_MS = 10 * SECOND;

export interface App {
  /** The worker's world; what the background does can also be done by hand. */
  readonly world: World;
  /**
   * Listens at once, waits for the store, and resolves when everything runs: the port, or null for a worker. Until then
   * requests are answered that nothing can be taken yet. Rejects with a ConfigError when the store is not for us.
   */
  start(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Puts watchroom together for one role. */
export function createApp(config: Config, parts: AppParts): App {
  const connections = openConnections(parts);
  const keys = keysFor(config.prefix);
  const time = lateClock(config.timelapse);
  const clock = parts.clock ?? time.clock;
  const { notices, book } = openBook(connections.background, keys, clock, parts.log);
  const owner = randomBytes(9).toString("base64url");
  const { log, secrets } = parts;
  const { gate, inbox } = intakeOf(connections, keys);
  const blocking = connections.watching;
  const store = { redis: connections.background, keys, clock, log, notices };
  const slack = connectSlack(config, store);
  const common = { config, keys, clock, log, secrets, owner, book, blocking, inbox, slack };
  // An answer about what is wrong must not wait for a store that is away.
  const { problems } = createNotices(connections.requests, keys, clock, log);
  const world = createWorld({ ...common, redis: connections.background, notices });
  const said = { ...notices, problems };
  const answering = createWorld({ ...common, redis: connections.requests, notices: said });
  const ready = {
    canWrite: () => canWrite(connections.requests, keys),
    look: () => gate.look(),
    storeWarnings: () => checkRedis(connections.requests),
  };
  const { draw } = parts.thread;
  const web =
    parts.role === "worker" ? null : createWeb({ ...common, ...ready, world: answering, draw });
  const background =
    parts.role === "web" ? null : createBackground({ config, parts, world, book, keys });
  const refresh = quietly(log, () => book.refresh(), "the book could not be looked at");
  const sayThatItRuns = tellTheStore(world, owner, parts);
  const hear = (word: string): void => {
    if (word === "book") refresh();
    background?.worker.heard(word);
  };
  // A word may be lost while the connection that hears it is away.
  const timers = [every(BOOK_EVERY_MS, refresh)];
  const open = async (): Promise<void> => {
    await Promise.all([
      listen(connections.hearing, keys, hear),
      agree(config, parts, connections, keys, time.agreed),
    ]);
    await warn(connections.background, world, log);
    sayThatItRuns();
    timers.push(every(SAY_EVERY_MS, sayThatItRuns));
    await book.refresh();
    slack?.start();
    await background?.start();
    if (web) await openWeb(web, world);
  };
  return {
    world,
    start: async () => {
      const port = (await web?.listen()) ?? null;
      await open();
      return port;
    },
    stop: () => {
      for (const end of timers) end();
      return stop([web, background, slack], connections, [world, answering]);
    },
  };
}

function intakeOf(
  connections: Connections,
  keys: Keys,
): { readonly gate: IntakeGate; readonly inbox: Inbox } {
  const gate = createIntakeGate(connections.background, keys);
  return {
    gate,
    inbox: createInbox({ ...connections, blocking: connections.folding }, keys, gate),
  };
}

/** The store is told on a connection that waits: it may go away once more before all runs. */
async function openWeb(web: Web, { collection }: World): Promise<void> {
  await collection.opened();
  web.open();
}

function tellTheStore({ watch }: World, owner: string, { role, log }: AppParts): () => void {
  const note = (): Promise<void> => watch.health.noteProcess(owner, role, systemClock.real());
  return quietly(log, note, "the store could not be told that we run");
}

function quietly(log: Log, what: () => Promise<void>, failed: string): () => void {
  return () => {
    what().catch((error: unknown) => log.debug({ error }, failed));
  };
}

/** What would otherwise show only when somebody is to be called. */
async function warn(redis: Redis, { watch }: World, log: Log): Promise<void> {
  for (const warning of await checkRedis(redis)) log.warn({}, warning);
  const people = await watch.contacts.unreadable();
  if (people.length > 0)
    log.warn(
      { people },
      "contacts cannot be read with this WATCHROOM_SECRET: add the former one after a comma, or have these people say `contact push`",
    );
}

function openBook(
  redis: Redis,
  keys: Keys,
  clock: Clock,
  log: Log,
): { readonly notices: Notices; readonly book: LoadedBook } {
  const notices = createNotices(redis, keys, clock, log);
  const reader = createRecordReader(notices);
  return { notices, book: createLoadedBook(createBookRecords(redis, keys, reader)) };
}

/** Waits for the store. Throws a ConfigError when it belongs to another secret or another time. */
async function agree(
  { timelapse }: Config,
  { clock, secrets, acceptNewSecret = false }: AppParts,
  { background, requests }: Connections,
  keys: Keys,
  agreed: (clock: Clock) => void,
): Promise<void> {
  await untilReady(requests);
  await refuseHalfRestored(background, keys);
  await agreeOnSecrets(background, keys, secrets, acceptNewSecret);
  if (!clock) agreed(await agreeOnTime(background, keys, timelapse));
}

async function refuseHalfRestored(redis: Redis, keys: Keys): Promise<void> {
  if ((await redis.exists(keys.restoring)) === 1) throw new ConfigError(HALF_RESTORED);
}

async function canWrite(redis: Redis, keys: Keys): Promise<void> {
  await redis.set(`${keys.prefix}ready`, "1");
}

/** With the store away, what waits for it would keep us from stopping. */
async function withinReason(stopping: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([stopping, sleep(STOP_WITHIN_MS, done.signal)]);
  done.abort();
}

/** What waits for the store is cut off as soon as everything knows that it is to stop. */
async function stop(
  parts: readonly ({ stop(): Promise<void> } | null)[],
  connections: Connections,
  worlds: readonly World[],
): Promise<void> {
  const stopping = Promise.all(parts.map(async (part) => part?.stop()));
  connections.watching.disconnect();
  connections.folding.disconnect();
  await withinReason(stopping);
  for (const world of worlds) world.stop();
  for (const redis of Object.values(connections)) redis.disconnect();
}
