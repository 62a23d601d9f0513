import type { Clock } from "../../../lib/clock.ts";

/** One each `everyMs` real milliseconds, and after a rest so many at once. */
export interface Pace {
  readonly everyMs: number;
  readonly burst: number;
}

/** All in real milliseconds. */
export interface Gate {
  /** Until the next one may pass. */
  waitMs(): number;
  pass(): void;
  close(ms: number): void;
  closedMs(): number;
}

/** A clock that is set back must not hold anybody longer than the pace or Slack would have. */
export function createGate(clock: Pick<Clock, "real">, { everyMs, burst }: Pace): Gate {
  /** When a line that was used up would have come to rest. */
  let restedAt = 0;
  let closed = { at: 0, ms: 0 };
  const closedMs = (): number => {
    const passed = clock.real() - closed.at;
    return passed < 0 ? 0 : Math.max(0, closed.ms - passed);
  };
  const untilRested = (): number => {
    const ms = restedAt - clock.real();
    if (ms > everyMs * burst) restedAt = clock.real();
    return Math.max(0, restedAt - clock.real());
  };
  return {
    closedMs,
    waitMs: () => Math.max(closedMs(), untilRested() - everyMs * (burst - 1)),
    pass: () => {
      restedAt = clock.real() + untilRested() + everyMs;
    },
    close: (ms) => {
      if (ms > closedMs()) closed = { at: clock.real(), ms };
    },
  };
}
