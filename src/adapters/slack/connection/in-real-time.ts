import type { Clock } from "../../../lib/clock.ts";

/** An instant in `now` time as Slack's clock would have shown it. */
export function inRealTime(at: number, clock: Clock): number {
  return clock.real() - (clock.now() - at) / clock.factor;
}
