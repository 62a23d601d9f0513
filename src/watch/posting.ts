import { SECOND } from "../lib/durations.ts";
import type { Failure } from "../ports/failure.ts";

/** How long one post may take, in real milliseconds. */
export const POST_TIMEOUT_MS = 10 * SECOND;
/** Longer than a post takes, with what comes before and after it. */
export const POST_LEASE_MS = POST_TIMEOUT_MS + 5 * SECOND;
const RETRY_MS = 2 * SECOND;
/** Trying again cannot help, but somebody may mend the room meanwhile. */
export const REFUSED_MS = 60 * SECOND;

/** Whether what failed may have arrived all the same. */
export function mayHaveArrived({ reason }: Failure): boolean {
  switch (reason) {
    case "timeout":
    case "server-error":
      return true;
    case "unreachable":
    case "rate-limited":
    case "rejected":
    case "unauthorized":
    case "bad-destination":
    case "opted-out":
    case "unpaid":
      return false;
  }
}

/** How long to wait before the next attempt, in real milliseconds. */
export function pauseAfter({ retryAfterMs, permanent }: Failure): number {
  return retryAfterMs ?? (permanent ? REFUSED_MS : RETRY_MS);
}
