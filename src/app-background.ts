import type { AppParts } from "./app-parts.ts";
import { watchBook, type BookWatcher } from "./app-book.ts";
import { createWorker, type Worker, type WorkerParts } from "./app-worker.ts";
import type { World } from "./app-world.ts";
import { createInward } from "./commands/inward.ts";
import type { Config } from "./config.ts";
import { createAlarm } from "./queue/alarm.ts";
import { createDeliveries } from "./queue/deliveries.ts";
import { connectForBackground, connectForRequests, type Redis } from "./store/connect.ts";
import type { Keys } from "./store/keys.ts";
import { endSilences } from "./watch/end-silences.ts";
import { createEventHandling } from "./watch/handle-events.ts";
import type { LoadedBook } from "./watch/load-book.ts";
import { createHoldLook } from "./watch/hold.ts";
import { createDutyLook } from "./watch/look-at-duty.ts";
import { hearsNoKeys, NO_KEYS, SET_PUBLIC_URL } from "./watch/status-ways.ts";
import { createTidying } from "./watch/tidy.ts";
import { createOwnHeartbeat } from "./watch/own-heartbeat.ts";
import { redrawCards } from "./watch/redraw-cards.ts";

interface BackgroundParts {
  readonly config: Config;
  readonly parts: Pick<AppParts, "redis" | "log" | "thread">;
  readonly world: World;
  readonly book: LoadedBook;
  readonly keys: Keys;
}

export interface Background {
  readonly worker: Worker;
  start(): Promise<void>;
  stop(): Promise<void>;
}

function booksOf({
  config,
  parts,
  world: { watch },
  book,
}: Omit<BackgroundParts, "keys">): BookWatcher {
  return watchBook({
    folder: config.playbooksFolder,
    compile: parts.thread.compile,
    records: watch.books,
    loaded: book,
    log: parts.log,
    changed: () => redrawCards(watch),
  });
}

/** What a chat tells us is handled here, whichever process was told. */
function slackWork({ watch, slack }: World): Pick<WorkerParts, "events" | "tending"> {
  if (slack === null) return { events: null, tending: null };
  const inward = createInward(watch);
  const receiving = slack.receive(inward);
  return {
    events: createEventHandling({
      watch,
      events: slack.events,
      handle: (body) => receiving.handle(body),
    }),
    tending: slack.tending(inward),
  };
}

/** What runs without being asked: the loops, the queues, the rounds, and the look at the book. */
export function createBackground({
  config,
  parts,
  world,
  book,
  keys,
}: BackgroundParts): Background {
  const { log, redis } = parts;
  const { watch, collection } = world;
  const connect = (use: "requests" | "background"): Redis =>
    use === "requests" ? connectForRequests(redis, log) : connectForBackground(redis, log);
  const bull = { connect, prefix: `${keys.prefix}bull`, log };
  const lookAtDuty = createDutyLook(watch);
  const lookAtHold = createHoldLook(watch);
  const tidying = createTidying(watch, world.tidy, config);
  const rounds = collection.createRounds(connect);
  const heartbeat =
    config.heartbeatUrl === null
      ? null
      : createOwnHeartbeat(watch, config.heartbeatUrl, () => world.lookAtSelf());
  const slack = slackWork(world);
  const worker = createWorker({
    watch,
    clock: watch.clock,
    log,
    alarm: createAlarm(bull, watch.clock, () => worker.heard(`due ${watch.clock.now()}`)),
    deliveries: createDeliveries(bull, watch, watch.clock),
    tidy: () => tidying.step(),
    heartbeat: async () => heartbeat?.beat(),
    ...slack,
    collectLate: () => collection.runLate(),
    reconcile: async () => {
      await rounds.reconcile();
      await collection.repeat();
      await lookAtDuty();
      await endSilences(watch);
      await lookAtHold();
    },
  });
  const books = booksOf({ config, parts, world, book });
  return {
    worker,
    start: async () => {
      await books.start();
      if (heartbeat === null)
        log.warn({ mend: "Set HEARTBEAT_URL." }, "Nobody is told if watchroom itself dies");
      if (hearsNoKeys(watch)) log.warn({ mend: SET_PUBLIC_URL }, NO_KEYS);
      worker.start();
      rounds.start();
    },
    stop: async () => {
      heartbeat?.stop();
      await Promise.all([books.stop(), worker.stop(), rounds.stop()]);
    },
  };
}
