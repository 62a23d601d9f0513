import type { Clock } from "../../src/lib/clock.ts";

export interface ManualClock extends Clock {
  set(at: number): void;
}

/** Monday noon, UTC. */
export const NOON = Date.UTC(2026, 5, 1, 12, 0, 0);

/** Both times are the test's. */
export function manualClock(start = NOON): ManualClock {
  let at = start;
  return {
    now: () => at,
    real: () => at,
    factor: 1,
    set: (to) => {
      at = to;
    },
  };
}

/** `now` is the test's; `real` also goes on by itself, for whoever keeps a pace by it. */
export function tickingClock(start = NOON): ManualClock {
  const clock = manualClock(start);
  const begun = performance.now();
  return { ...clock, real: () => Math.floor(clock.now() + performance.now() - begun) };
}
