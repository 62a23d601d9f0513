import { Worker } from "node:worker_threads";
import type { ThreadReply } from "./thread-entry.ts";

type ThreadAnswer<O> =
  | { readonly ok: true; readonly output: O }
  | { readonly ok: false; readonly reason: string };

export interface Thread<I, O> {
  /** Never throws. Work is done one after the other, within its own limits if it has some, and refused at once when too much waits. */
  run(
    input: I,
    own?: Partial<Pick<ThreadLimits, "limitMs" | "restAfterMs">>,
  ): Promise<ThreadAnswer<O>>;
  /** What runs or waits is answered with a refusal. */
  stop(): Promise<void>;
}

export interface ThreadLimits {
  /** Real milliseconds that one piece of work may take, the start of the thread included. */
  readonly limitMs: number;
  /** Pieces of work that may wait. */
  readonly queue: number;
  /** The thread is ended when it had nothing to do for so long: it would hold some 30 MB. By default it stays. */
  readonly restAfterMs?: number;
}

interface Work<I, O> {
  readonly id: number;
  readonly input: I;
  readonly limits: Pick<ThreadLimits, "limitMs" | "restAfterMs">;
  readonly answer: (answer: ThreadAnswer<O>) => void;
}

const MEMORY_MB = 512;

/**
 * One worker thread for work that would hold up everything else. It is started by the first work, ended when a piece of
 * work takes too long, started again by the next, and never keeps the process alive while it has nothing to do.
 *
 * @param entry a module that calls `serveThread`
 */
export function createThread<I, O>(
  entry: URL,
  limits: ThreadLimits = { limitMs: 5_000, queue: 8 },
): Thread<I, O> {
  return new OneThread(entry, limits);
}

class OneThread<I, O> implements Thread<I, O> {
  readonly #entry: URL;
  readonly #limits: ThreadLimits;
  readonly #waiting: Work<I, O>[] = [];
  #current: Work<I, O> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #worker: Worker | null = null;
  #stopped = false;
  #lastId = 0;
  /** Of the last piece of work. */
  #restAfterMs: number | undefined;

  constructor(entry: URL, limits: ThreadLimits) {
    this.#entry = entry;
    this.#limits = limits;
  }

  run(input: I, own: Partial<ThreadLimits> = {}): Promise<ThreadAnswer<O>> {
    if (this.#stopped) return Promise.resolve({ ok: false, reason: "it is stopped" });
    if (this.#current !== null && this.#waiting.length >= this.#limits.queue)
      return Promise.resolve({ ok: false, reason: "too much is waiting already" });
    return new Promise((answer) => {
      this.#lastId += 1;
      this.#waiting.push({ id: this.#lastId, input, limits: { ...this.#limits, ...own }, answer });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const work of this.#waiting.splice(0)) work.answer({ ok: false, reason: "it is stopped" });
    await this.#abandon("it is stopped");
  }

  #next(): void {
    if (this.#current !== null) return;
    const work = this.#waiting.shift();
    if (work === undefined) {
      this.#worker?.unref();
      const restAfterMs = this.#restAfterMs;
      if (restAfterMs !== undefined)
        this.#timer = setTimeout(() => void this.#rest(), restAfterMs).unref();
      return;
    }
    clearTimeout(this.#timer);
    const { limitMs, restAfterMs } = work.limits;
    this.#restAfterMs = restAfterMs;
    this.#current = work;
    this.#timer = setTimeout(
      () => void this.#abandon(`it took longer than ${limitMs / 1_000} s`),
      limitMs,
    );
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#send(this.#worker, work);
  }

  #send(worker: Worker, { id, input }: Work<I, O>): void {
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Threads have no origin; that is for windows.
      worker.postMessage({ id, input });
    } catch (error) {
      this.#finish({
        ok: false,
        reason: `it cannot be sent to the worker thread: ${(error as Error).message}`,
      });
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    worker.on("message", ({ id, ...reply }: ThreadReply<O>) => {
      if (this.#current?.id === id) this.#finish(reply);
    });
    worker.on("error", (error) => this.#lose(worker, `the worker thread broke: ${error.message}`));
    worker.on("messageerror", () =>
      this.#lose(worker, "the worker thread's answer cannot be read"),
    );
    worker.on("exit", (code) => this.#lose(worker, `the worker thread ended with code ${code}`));
    return worker;
  }

  #lose(worker: Worker, reason: string): void {
    if (this.#worker === worker) void this.#abandon(reason);
  }

  /** Nothing runs or waits, so that nobody is told. */
  async #rest(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  async #abandon(reason: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#finish({ ok: false, reason });
    await worker?.terminate();
  }

  #finish(answer: ThreadAnswer<O>): void {
    clearTimeout(this.#timer);
    const work = this.#current;
    this.#current = null;
    work?.answer(answer);
    this.#next();
  }
}
