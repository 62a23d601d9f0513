import { SECOND } from "../../lib/durations.ts";
import { deadline } from "../../lib/timers.ts";
import { fail, type Line } from "./line.ts";

const LONGEST_MS = 5 * SECOND;

/** One check, in bounded time, whatever it does. */
export async function within(
  what: string,
  check: (signal: AbortSignal) => Promise<readonly Line[]> | readonly Line[],
  limitMs: number = LONGEST_MS,
): Promise<readonly Line[]> {
  const signal = deadline(limitMs);
  const silent = new Promise<readonly Line[]>((resolve) => {
    signal.addEventListener("abort", () => resolve([unknown(what, "it took too long")]), {
      once: true,
    });
  });
  return Promise.race([attempt(what, check, signal), silent]);
}

async function attempt(
  what: string,
  check: (signal: AbortSignal) => Promise<readonly Line[]> | readonly Line[],
  signal: AbortSignal,
): Promise<readonly Line[]> {
  try {
    return await check(signal);
  } catch (error) {
    return [unknown(what, error instanceof Error ? error.message : String(error))];
  }
}

/** Not knowing is not fine. */
function unknown(what: string, why: string): Line {
  return fail(what, `It could not be looked at: ${why}.`, null);
}
