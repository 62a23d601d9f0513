import { randomBytes } from "node:crypto";
import type { Redis } from "./store/connect.ts";
import { watchBook, type CompileBook } from "./app-book.ts";
import { createWeb, type Web } from "./app-web.ts";
import { createWorker, type Worker } from "./app-worker.ts";
import { createWorld, type World } from "./app-world.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import { createAlarm } from "./queue/alarm.ts";
import { createDeliveries } from "./queue/deliveries.ts";
import type { Loop } from "./queue/loop.ts";
import { createBookRecords } from "./store/books.ts";
import { connectForBackground, connectForRequests } from "./store/connect.ts";
import { createInbox } from "./store/inbox.ts";
import { keysFor, type Keys } from "./store/keys.ts";
import { agreeOnTime } from "./store/time-lapse.ts";
import { createLoadedBook, type LoadedBook } from "./watch/load-book.ts";

export type Role = "all" | "web" | "worker";

export interface AppParts {
  readonly role: Role;
  /** A URL, or the path of a socket. */
  readonly redis: string;
  readonly secrets: readonly string[];
  readonly log: Log;
  readonly compile: CompileBook;
  /** Instead of the store's own time. */
  readonly clock?: Clock;
}

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
  const clock = await clockOf(config, parts, connections.background, keys);
  const book = createLoadedBook(createBookRecords(connections.background, keys));
  const owner = randomBytes(9).toString("base64url");
  const common = { config, keys, clock, log: parts.log, owner, book };
  const inbox = createInbox(
    connections.requests,
    connections.background,
    connections.folding,
    keys,
  );
  const world = createWorld({
    ...common,
    redis: connections.background,
    blocking: connections.watching,
    inbox,
  });
  const answering = createWorld({
    ...common,
    redis: connections.requests,
    blocking: connections.watching,
    inbox,
  });
  const web =
    parts.role === "worker"
      ? null
      : createWeb({
          config,
          world: answering,
          secrets: parts.secrets,
          log: parts.log,
          book,
          canWrite: () => canWrite(connections.requests, keys),
        });
  const background =
    parts.role === "web" ? null : createBackground({ config, parts, world, book, keys });
  const heard = listen(connections.hearing, keys, (word) => {
    if (word === "book")
      void book
        .refresh()
        .catch((error: unknown) => parts.log.warn({ error }, "the new book could not be read"));
    background?.worker.heard(word);
  });
  return {
    world,
    start: async () => {
      await heard;
      await book.refresh();
      await background?.start();
      return (await web?.start()) ?? null;
    },
    stop: () => stop(web, background, connections),
  };
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
  redis: Redis,
  keys: Keys,
): Promise<Clock> {
  return clock ?? (await agreeOnTime(redis, keys, config.timelapse));
}

async function canWrite(redis: Redis, keys: Keys): Promise<void> {
  await redis.set(`${keys.prefix}ready`, "1");
}

async function listen(redis: Redis, keys: Keys, hear: (word: string) => void): Promise<void> {
  redis.on("message", (_channel, word: string) => hear(word));
  await redis.subscribe(keys.nudge);
}

interface Background {
  readonly worker: Worker;
  start(): Promise<void>;
  stop(): Promise<void>;
}

function createBackground({
  config,
  parts,
  world,
  book,
  keys,
}: {
  readonly config: Config;
  readonly parts: AppParts;
  readonly world: World;
  readonly book: LoadedBook;
  readonly keys: Keys;
}): Background {
  const { log, redis } = parts;
  const { watch, collection } = world;
  const bull = {
    connect: () => connectForBackground(redis, log),
    prefix: `${keys.prefix}bull`,
    log,
  };
  const rounds = collection.createRounds((use) =>
    use === "requests" ? connectForRequests(redis, log) : connectForBackground(redis, log),
  );
  const worker = createWorker({
    watch,
    clock: watch.clock,
    log,
    alarm: createAlarm(bull, watch.clock, () => worker.heard(`due ${watch.clock.now()}`)),
    deliveries: createDeliveries(bull, watch, watch.clock),
    reconcile: async () => {
      await rounds.reconcile();
      await collection.repeat();
    },
  });
  const books: Loop = watchBook({
    folder: config.playbooksFolder,
    compile: parts.compile,
    records: watch.books,
    loaded: book,
    log,
  });
  return {
    worker,
    start: async () => {
      books.start();
      worker.start();
      rounds.start();
    },
    stop: async () => {
      await Promise.all([books.stop(), worker.stop(), rounds.stop()]);
    },
  };
}

/** What waits for the store is cut off as soon as everything knows that it is to stop. */
async function stop(
  web: Web | null,
  background: Background | null,
  connections: Connections,
): Promise<void> {
  const stopping = Promise.all([web?.stop(), background?.stop()]);
  connections.watching.disconnect();
  connections.folding.disconnect();
  await stopping;
  for (const redis of Object.values(connections)) redis.disconnect();
}
