import { SECOND } from "../lib/durations.ts";
import { sleep } from "../lib/timers.ts";
import type { Failure } from "../ports/failure.ts";

/** Whoever heeds the signal says better than we can what became of the call. */
const GRACE_MS = SECOND;
const SILENT: Failure = { outcome: "failed", reason: "timeout", permanent: false };

/** What somebody answers, or that it took too long, even if they never do. */
export function answerBy<T>(
  limit: AbortSignal,
  asked: Promise<T>,
  graceMs: number = GRACE_MS,
): Promise<T | Failure> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => void sleep(graceMs).then(() => resolve(SILENT));
    const end = (): void => limit.removeEventListener("abort", giveUp);
    if (limit.aborted) giveUp();
    else limit.addEventListener("abort", giveUp);
    asked.then(
      (answer) => {
        end();
        resolve(answer);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}
