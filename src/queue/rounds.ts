import { Queue, Worker, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { AlertDefinition } from "../alerts/alert.ts";
import { roundEveryMs, slotOf } from "../alerts/rounds.ts";
import type { Clock } from "../lib/clock.ts";
import { SECOND } from "../lib/durations.ts";
import type { Log } from "../lib/log.ts";
import { sleep } from "../lib/timers.ts";

export interface RoundsParts {
  /** A new connection for each call, ended by `stop`. `requests` fails at once when Redis is away; `background` waits for it. */
  connect(use: "requests" | "background"): Redis;
  /** With the cluster's hash tag: `{watchroom}:bull`. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Must not throw for what can go wrong with one alert. */
  run(alert: string, slot: number): Promise<unknown>;
  alerts(): readonly AlertDefinition[];
}

export interface Rounds {
  start(): void;
  /** Adds what is missing; to be called every few seconds. Happens by itself when Redis is there, or there again. Never throws. */
  reconcile(): Promise<void>;
  stop(): Promise<void>;
}

interface Round {
  readonly alert: string;
  readonly slot: number;
}

const QUEUE = "rounds";
const AT_ONCE = 20;
/** A timer may ring so many real milliseconds early. */
const EARLY_MS = 250;
const STOP_WITHIN_MS = 5 * SECOND;

/**
 * Collection rounds as delayed jobs, one per alert and slot: whichever worker takes it, it is one job. The records
 * refuse a slot that was executed, so that a job which runs twice, or a lost one that is added again, does no harm.
 */
export function createRounds(parts: RoundsParts): Rounds {
  const { clock, log, prefix } = parts;
  const producing = parts.connect("requests");
  const working = parts.connect("background");
  const queue = new Queue<Round>(QUEUE, {
    connection: producing,
    prefix,
    streams: { events: { maxLen: 100 } },
  });
  queue.on("error", complaining(log, "the queue of rounds has an error"));
  let worker: Worker<Round> | null = null;

  const addNext = async (definition: AlertDefinition, after: number | null): Promise<void> => {
    const next = nextRound(definition, after, clock);
    if (next === null) return;
    await queue.add("round", next.round, {
      jobId: jobId(next.round),
      delay: next.delay,
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
    });
  };

  const work = async ({ data }: Job<Round>): Promise<void> => {
    const definition = parts.alerts().find(({ name }) => name === data.alert);
    if (definition === undefined) return;
    const slot = slotToRun(definition, data.slot, clock);
    try {
      if (slot !== null) await parts.run(data.alert, slot);
    } finally {
      await addNext(definition, slot);
    }
  };

  const reconcile = async (): Promise<void> => {
    // Before its first connection BullMQ would keep us waiting; the next call comes soon.
    if (producing.status !== "ready") return;
    const added = await Promise.allSettled(
      parts.alerts().map((definition) => addNext(definition, null)),
    );
    const failed = added.filter(({ status }) => status === "rejected").length;
    if (failed > 0) log.warn({ failed }, "rounds could not be planned");
  };

  return {
    start: () => {
      worker ??= startWorker(working, prefix, log, work);
      producing.on("ready", () => void reconcile());
      void reconcile();
    },
    reconcile,
    stop: async () => {
      if (worker !== null) await stopWorker(worker, working);
      await queue.close();
      producing.disconnect();
      working.disconnect();
    },
  };
}

/** Lets rounds in hand finish, in bounded time, and as long as there is a Redis to tell of it. */
async function stopWorker(worker: Worker<Round>, connection: Redis): Promise<void> {
  const waiting = new AbortController();
  connection.once("close", () => waiting.abort());
  if (connection.status === "ready")
    await Promise.race([worker.pause(), sleep(STOP_WITHIN_MS, waiting.signal)]);
  waiting.abort();
  await worker.close(true);
}

/** BullMQ's own defaults would leave the round of a killed worker untouched for a minute, and drop it at the second kill. */
function startWorker(
  connection: Redis,
  prefix: string,
  log: Log,
  work: (job: Job<Round>) => Promise<void>,
): Worker<Round> {
  const worker = new Worker<Round>(QUEUE, work, {
    connection,
    prefix,
    concurrency: AT_ONCE,
    lockDuration: 5 * SECOND,
    stalledInterval: 2.5 * SECOND,
    maxStalledCount: 1_000,
    runRetryDelay: SECOND,
  });
  worker.on("error", complaining(log, "the worker of rounds has an error"));
  worker.on("failed", (job, error) =>
    log.error({ alert: job?.data.alert, error }, "the job of a round failed"),
  );
  return worker;
}

/** An outage repeats one error every second: it is logged once. */
function complaining(log: Log, message: string): (error: Error) => void {
  let last = "";
  return (error) => {
    if (error.message !== last) log.warn({ reason: error.message }, message);
    last = error.message;
  };
}

/** The first round that is still to come and later than the one that was run. */
function nextRound(
  definition: AlertDefinition,
  ran: number | null,
  clock: Clock,
): { readonly round: Round; readonly delay: number } | null {
  const everyMs = roundEveryMs(definition);
  if (everyMs === null) return null;
  const now = clock.now();
  const slot = Math.max(slotOf(now, everyMs), ran ?? 0) + 1;
  return {
    round: { alert: definition.name, slot },
    delay: Math.max(0, Math.ceil((slot * everyMs - now) / clock.factor)),
  };
}

/** Of rounds that were missed only the newest is run; one whose time has not come, because the clock was set back, is dropped. */
function slotToRun(definition: AlertDefinition, slot: number, clock: Clock): number | null {
  const everyMs = roundEveryMs(definition);
  if (everyMs === null) return null;
  const now = clock.now();
  const isEarly = slot * everyMs > now + EARLY_MS * clock.factor;
  return isEarly ? null : Math.max(slot, slotOf(now, everyMs));
}

/** BullMQ takes no colon in an id. */
function jobId({ alert, slot }: Round): string {
  return `round-${encodeURIComponent(alert)}-${slot}`;
}
