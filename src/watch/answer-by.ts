import { SECOND } from "../lib/durations.ts";
import { sleep } from "../lib/timers.ts";
import type { Failure } from "../ports/failure.ts";

/** Whoever heeds the signal says better than we can what became of the call. */
const GRACE_MS = SECOND;
const SILENT: Failure = { outcome: "failed", reason: "timeout", permanent: false };

/** What somebody answers, or that it took too long, even if they never do. */
export async function answerBy<T>(
  limit: AbortSignal,
  asked: Promise<T>,
  graceMs: number = GRACE_MS,
): Promise<T | Failure> {
  const answered = new AbortController();
  const isOver = new Promise<void>((resolve) => {
    if (limit.aborted) resolve();
    else limit.addEventListener("abort", () => resolve(), { once: true, signal: answered.signal });
  });
  const silent = isOver.then(() => sleep(graceMs, answered.signal)).then(() => SILENT);
  try {
    return await Promise.race([asked, silent]);
  } finally {
    answered.abort();
  }
}
