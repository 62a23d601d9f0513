import { SECOND } from "../lib/durations.ts";
import type { Delivery } from "../ports/notifier.ts";
import type { Failure } from "../ports/failure.ts";
import type { Attempted, Tried } from "../ports/page-records.ts";

const FIRST_PAUSE_MS = 2 * SECOND;
const SHORTEST_PAUSE_MS = SECOND;
/** However long a provider asks us to wait: somebody may have to be woken. */
const LONGEST_PAUSE_MS = 60 * SECOND;
/** Nobody waits for longer where another way is there. */
const PATIENCE_MS = 5 * SECOND;
/** So often in a row one way is tried before the next has its turn. */
const TURN = 2;

type Ways = readonly string[];

/**
 * Names of ways in the order in which they are preferred, and which of them to try now. Whoever is in the middle of a turn
 * goes on; else whoever had the fewest turns. Null: all failed for good.
 */
export function nextWay(ways: Ways, tried: readonly Tried[], now: number): string | null {
  const left = ways.map((name) => triedOf(tried, name)).filter(({ gone }) => !gone);
  const isWaiting = ({ notBefore }: Tried): number => (notBefore > now ? notBefore : 0);
  const [first] = left.toSorted(
    (a, b) =>
      Number(isInTurn(b)) - Number(isInTurn(a)) ||
      isWaiting(a) - isWaiting(b) ||
      turnsOf(a) - turnsOf(b),
  );
  return first?.notifier ?? null;
}

/** To be kept before an attempt: should nobody learn what became of it, it counts as failed for now. */
export function begun(tried: readonly Tried[], name: string): readonly Tried[] {
  const before = triedOf(tried, name);
  return changed(tried, { ...before, failures: before.failures + 1, notBefore: 0 });
}

/** What follows from an attempt by the way `name`; `tried` as it was before it. Sent is judged by whoever sent it. */
export function afterFailure(
  ways: Ways,
  tried: readonly Tried[],
  name: string,
  failure: Failure,
  now: number,
): { readonly tried: readonly Tried[]; readonly attempted: Exclude<Attempted, { kind: "sent" }> } {
  const others = ways.some((other) => other !== name && !triedOf(tried, other).gone);
  const failed = countFailure(triedOf(tried, name), failure, others, now);
  const after = changed(tried, failed);
  const next = nextWay(ways, after, now);
  if (next === null) return { tried: after, attempted: { kind: "failed", failure } };
  const then = triedOf(after, next);
  const wanted = Math.max(now + pauseBefore(then, failed, failure), then.notBefore);
  const at = Math.min(now + LONGEST_PAUSE_MS, wanted);
  // Whoever was waited for may be first again by then.
  const first = nextWay(ways, after, at) ?? next;
  return { tried: after, attempted: { kind: "retry", at, next: first, failure } };
}

/** After a success the way is as good as new. */
export function afterSuccess(tried: readonly Tried[], name: string): readonly Tried[] {
  return changed(tried, { ...triedOf(tried, name), failures: 0, notBefore: 0, reason: null });
}

/** What the provider of each way told later counts as well: it took the page, and reaches nobody. */
export function withoutGone(
  tried: readonly Tried[],
  told: readonly { readonly notifier: string; readonly failed: Tried["reason"] }[],
): readonly Tried[] {
  return told.reduce<readonly Tried[]>(
    (all, { notifier, failed }) =>
      failed === null
        ? all
        : changed(all, { ...triedOf(all, notifier), gone: true, reason: failed }),
    tried,
  );
}

/** The failure that a page ends with when no way is left before any is tried. */
export function lastFailure(tried: readonly Tried[]): Extract<Delivery, { outcome: "failed" }> {
  const reason = tried.findLast((one) => one.gone)?.reason ?? "bad-destination";
  return { outcome: "failed", reason, permanent: true };
}

function countFailure(before: Tried, failure: Failure, others: boolean, now: number): Tried {
  const { reason, permanent, retryAfterMs = 0 } = failure;
  const isLong = others && retryAfterMs > PATIENCE_MS;
  return {
    ...before,
    reason,
    gone: permanent,
    failures: isLong ? TURN * (turnsOf(before) + 1) : before.failures + 1,
    notBefore: isLong ? now + Math.min(LONGEST_PAUSE_MS, retryAfterMs) : 0,
  };
}

function pauseBefore(next: Tried, failed: Tried, { permanent, retryAfterMs }: Failure): number {
  if (permanent || (next.notifier !== failed.notifier && turnsOf(next) < turnsOf(failed))) return 0;
  if (next.notifier === failed.notifier && retryAfterMs !== undefined)
    return Math.max(SHORTEST_PAUSE_MS, retryAfterMs);
  return FIRST_PAUSE_MS * 2 ** Math.min(Math.max(0, next.failures - 1), 10);
}

const turnsOf = ({ failures }: Tried): number => Math.floor(failures / TURN);

const isInTurn = ({ failures }: Tried): boolean => failures % TURN !== 0;

function triedOf(tried: readonly Tried[], notifier: string): Tried {
  return (
    tried.find((one) => one.notifier === notifier) ?? {
      notifier,
      failures: 0,
      gone: false,
      notBefore: 0,
      reason: null,
    }
  );
}

function changed(tried: readonly Tried[], one: Tried): readonly Tried[] {
  return [...tried.filter(({ notifier }) => notifier !== one.notifier), one];
}
