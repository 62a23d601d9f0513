import { Queue, Worker, type Processor } from "bullmq";
import type { Redis } from "ioredis";
import { SECOND } from "../lib/durations.ts";
import type { Log } from "../lib/log.ts";
import { sleep } from "../lib/timers.ts";

export interface BullParts {
  /** A new connection for each call, ended by us. `requests` fails at once when Redis is away; `background` waits for it. */
  connect(use: "requests" | "background"): Redis;
  /** With the hash tag of all our keys. */
  readonly prefix: string;
  readonly log: Log;
}

/** A kept job's id would swallow the next one of the same id. */
const FORGET = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;
/** A worker says good-bye to Redis, and would wait for one that goes away at that moment. */
const CLOSE_WITHIN_MS = 5 * SECOND;

export interface OpenQueue<T> {
  add(data: T, options: { readonly delay?: number; readonly jobId?: string }): Promise<void>;
  close(): Promise<void>;
}

export function openQueue<T>(name: string, { connect, prefix, log }: BullParts): OpenQueue<T> {
  const connection = connect("requests");
  const queue = new Queue(name, {
    connection,
    prefix,
    defaultJobOptions: FORGET,
    streams: { events: { maxLen: 100 } },
  });
  queue.on("error", (error) =>
    log.debug({ queue: name, reason: error.message }, "the queue cannot reach redis"),
  );
  return {
    add: async (data, options) => {
      // Before its first connection BullMQ would wait for Redis; whoever reads what is due comes back soon.
      if (connection.status !== "ready") throw new Error("Connection is closed.");
      await queue.add(name, data, options);
    },
    close: () => closing(() => queue.close(), connection),
  };
}

/** BullMQ's own defaults run a job again a minute after its worker died, and drop it at the second death. */
export function openWorker<T>(
  name: string,
  { connect, prefix, log }: BullParts,
  process: Processor<T>,
  atOnce: number,
): { close(): Promise<void> } {
  const connection = connect("background");
  const worker = new Worker<T>(name, process, {
    connection,
    prefix,
    concurrency: atOnce,
    lockDuration: 5 * SECOND,
    stalledInterval: 2.5 * SECOND,
    maxStalledCount: 1_000,
    runRetryDelay: SECOND,
  });
  worker.on("error", (error) =>
    log.debug({ queue: name, reason: error.message }, "the worker cannot reach redis"),
  );
  worker.on("failed", (_job, error) => log.error({ queue: name, error }, "a job failed"));
  return { close: () => closing(() => worker.close(connection.status !== "ready"), connection) };
}

async function closing(close: () => Promise<void>, connection: Redis): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([close(), sleep(CLOSE_WITHIN_MS, waiting.signal)]);
  waiting.abort();
  connection.disconnect();
}
