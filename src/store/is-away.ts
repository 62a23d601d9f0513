/** Errors by which Redis says "not now": away, starting, full, or not allowed to write. Nothing is wrong with what it was given. */
const NOT_NOW =
  /^(LOADING|READONLY|OOM|MISCONF|NOREPLICAS|MASTERDOWN|BUSY|UNBLOCKED)|connection is closed|aborted due to connection close|isn't writeable|command timed out|max retries|ECONN|ENOENT|EPIPE/i;

/** Our own "not now": taking in more would risk what was taken in. */
export const STORE_FULL = "the inbox is full";

export function isStoreAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    (NOT_NOW.test(error.message) ||
      error.message === STORE_FULL ||
      error.name === "MaxRetriesPerRequestError")
  );
}
