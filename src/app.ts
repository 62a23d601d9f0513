import { randomBytes } from "node:crypto";
import { createBackground, type Background } from "./app-background.ts";
import type { AppParts } from "./app-parts.ts";
import { createWeb, type Web } from "./app-web.ts";
import { createWorld, type World } from "./app-world.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./lib/clock.ts";
import { ConfigError } from "./lib/config-error.ts";
import { SECOND } from "./lib/durations.ts";
import type { Log } from "./lib/log.ts";
import { every, sleep } from "./lib/timers.ts";
import type { Notices } from "./ports/notices.ts";
import { createBookRecords } from "./store/books.ts";
import { checkRedis } from "./store/check-redis.ts";
import {
  connectForBackground,
  connectForRequests,
  untilReady,
  type Redis,
} from "./store/connect.ts";
import { createInbox } from "./store/inbox.ts";
import { createIntakeGate } from "./store/intake-gate.ts";
import { keysFor, type Keys } from "./store/keys.ts";
import { createNotices } from "./store/notices.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { HALF_RESTORED } from "./store/restore.ts";
import { agreeOnTime } from "./store/time-lapse.ts";
import { createLoadedBook, type LoadedBook } from "./watch/load-book.ts";

const STOP_WITHIN_MS = 8 * SECOND;
const BOOK_EVERY_MS = 5 * SECOND;

export interface App {
  /** The worker's world; what the background does can also be done by hand. */
  readonly world: World;
  /** The port, or null for a worker. */
  start(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Puts watchroom together for one role. Throws when the store was made under another time-lapse. */
export async function createApp(config: Config, parts: AppParts): Promise<App> {
  const connections = openConnections(parts);
  const keys = keysFor(config.prefix);
  const clock = await clockOf(config, parts, connections, keys);
  const { notices, book } = openBook(connections.background, keys, clock, parts.log);
  const owner = randomBytes(9).toString("base64url");
  const gate = createIntakeGate(connections.background, keys);
  const inbox = createInbox({ ...connections, blocking: connections.folding }, keys, gate);
  const shared = { blocking: connections.watching, inbox, owner, book, secrets: parts.secrets };
  const common = { config, keys, clock, log: parts.log, ...shared };
  // An answer about what is wrong must not wait for a store that is away.
  const { problems } = createNotices(connections.requests, keys, clock, parts.log);
  const world = createWorld({ ...common, redis: connections.background, notices });
  const said = { ...notices, problems };
  const answering = createWorld({ ...common, redis: connections.requests, notices: said });
  const web =
    parts.role === "worker"
      ? null
      : createWeb({
          config,
          world: answering,
          secrets: parts.secrets,
          log: parts.log,
          draw: parts.thread.draw,
          book,
          canWrite: () => canWrite(connections.requests, keys),
          look: () => gate.look(),
        });
  const background =
    parts.role === "web" ? null : createBackground({ config, parts, world, book, keys });
  const refresh = (): void => {
    book
      .refresh()
      .catch((error: unknown) => parts.log.debug({ error }, "the book could not be looked at"));
  };
  const heard = listen(connections.hearing, keys, (word) => {
    if (word === "book") refresh();
    background?.worker.heard(word);
  });
  // A word may be lost while the connection that hears it is away.
  const stopLooking = every(BOOK_EVERY_MS, refresh);
  return {
    world,
    start: async () => {
      await Promise.all([heard, untilReady(connections.requests)]);
      await warn(connections.background, world, parts.log);
      await book.refresh();
      await background?.start();
      return (await web?.start()) ?? null;
    },
    stop: async () => {
      stopLooking();
      await stop(web, background, connections, [world, answering]);
    },
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

type Connections = ReturnType<typeof openConnections>;

function openConnections({
  redis,
  log,
}: AppParts): Record<"requests" | "background" | "folding" | "watching" | "hearing", Redis> {
  const background = (): Redis => connectForBackground(redis, log);
  return {
    requests: connectForRequests(redis, log),
    background: background(),
    folding: background(),
    watching: background(),
    hearing: background(),
  };
}

async function clockOf(
  config: Config,
  { clock }: AppParts,
  connections: Connections,
  keys: Keys,
): Promise<Clock> {
  try {
    await refuseHalfRestored(connections.background, keys);
    return clock ?? (await agreeOnTime(connections.background, keys, config.timelapse));
  } catch (error) {
    for (const redis of Object.values(connections)) redis.disconnect();
    throw error;
  }
}

async function refuseHalfRestored(redis: Redis, keys: Keys): Promise<void> {
  if ((await redis.exists(keys.restoring)) === 1) throw new ConfigError(HALF_RESTORED);
}

async function canWrite(redis: Redis, keys: Keys): Promise<void> {
  await redis.set(`${keys.prefix}ready`, "1");
}

async function listen(redis: Redis, keys: Keys, hear: (word: string) => void): Promise<void> {
  redis.on("message", (_channel, word: string) => hear(word));
  await redis.subscribe(keys.nudge);
}

/** With the store away, what waits for it would keep us from stopping. */
async function withinReason(stopping: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([stopping, sleep(STOP_WITHIN_MS, done.signal)]);
  done.abort();
}

/** What waits for the store is cut off as soon as everything knows that it is to stop. */
async function stop(
  web: Web | null,
  background: Background | null,
  connections: Connections,
  worlds: readonly World[],
): Promise<void> {
  const stopping = Promise.all([web?.stop(), background?.stop()]);
  connections.watching.disconnect();
  connections.folding.disconnect();
  await withinReason(stopping);
  for (const world of worlds) world.stop();
  for (const redis of Object.values(connections)) redis.disconnect();
}
