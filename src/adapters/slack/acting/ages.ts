import type { Clock } from "../../../lib/clock.ts";
import { HOUR, MINUTE } from "../../../lib/durations.ts";

/** What is older does nothing at all: the world has moved on. */
export const STALE_MS = HOUR;
/** What is older is not carried out: whoever wrote it has given up on it. */
export const LATE_MS = 10 * MINUTE;

/** When something happened, by Slack's `ts` or `event_ts`. */
export interface Happened {
  /** Real milliseconds. */
  readonly at: number;
  /** Real milliseconds, never negative: Slack's clock may be ahead of ours. */
  readonly age: number;
  /** The same instant in `now` time. */
  readonly inNow: number;
}

/** Null for what is no time of Slack's. */
export function happened(clock: Clock, ts: string): Happened | null {
  if (!/^\d{1,12}(\.\d{1,9})?$/.test(ts)) return null;
  const at = Math.round(Number(ts) * 1_000);
  const age = Math.max(0, clock.real() - at);
  return { at, age, inNow: Math.round(clock.now() - age * clock.factor) };
}
