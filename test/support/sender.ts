import { EventEmitter, once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { caller } from "./api.ts";

export interface Accepted {
  readonly n: string;
  readonly alert: string;
}

/** A program that reports signals as a careful one does: what was answered 202 is never sent again, what was not is sent until it is. */
export interface Sender {
  readonly accepted: readonly Accepted[];
  /** Answers that a sender should never see. */
  readonly strange: readonly string[];
  /** How often it had to keep some. */
  readonly kept: number;
  /** Resolves when the next signal was just accepted, or when none was for a while. */
  next(): Promise<void>;
  /** No new signals; those in hand are still sent until they are accepted. */
  stop(): Promise<void>;
}

const EVERY_MS = 300;
/** Several at once take long enough to fold for somebody to die of it. */
const AT_ONCE = 8;
const A_WHILE_MS = 1_000;
const RETRY_MS = 200;
const LONGEST_ANSWER_MS = 5_000;

/** `alertOf` says which alert the nth signal is of. Each is told apart by its label `n`. */
export function startSending(base: string, alertOf: (n: number) => string): Sender {
  const call = caller(base);
  const news = new EventEmitter();
  const accepted: Accepted[] = [];
  const strange: string[] = [];
  let kept = 0;
  const ending = new AbortController();

  const sendOnce = async (signals: readonly object[]): Promise<boolean> => {
    const begun = performance.now();
    try {
      const { status, headers, body } = await call.post("/api/v1/signals", signals);
      if (status === 202) return true;
      if (status !== 503 || headers.get("retry-after") === null)
        strange.push(`${status} ${JSON.stringify(body)}`);
    } catch {
      // Nobody answered: whether it was taken in is not known, so it is sent again.
    } finally {
      const tookMs = performance.now() - begun;
      if (tookMs > LONGEST_ANSWER_MS) strange.push(`an answer after ${Math.round(tookMs)} ms`);
    }
    return false;
  };
  const sendUntilAccepted = async (first: number): Promise<void> => {
    const told = Array.from({ length: AT_ONCE }, (_, index) => ({
      alert: alertOf(first + index),
      n: String(first + index),
    }));
    const signals = told.map(({ alert, n }) => ({ alert, status: "firing", labels: { n } }));
    while (!(await sendOnce(signals))) {
      kept += 1;
      await pause(RETRY_MS);
    }
    accepted.push(...told);
    news.emit("accepted");
  };
  const run = async (): Promise<void> => {
    const inHand: Promise<void>[] = [];
    for (let n = 1; !ending.signal.aborted; n += AT_ONCE) {
      inHand.push(sendUntilAccepted(n));
      await pause(EVERY_MS);
    }
    await Promise.all(inHand);
  };
  const running = run();
  return {
    accepted,
    strange,
    get kept() {
      return kept;
    },
    next: async () => {
      await Promise.race([once(news, "accepted"), pause(A_WHILE_MS)]);
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
