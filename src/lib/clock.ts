/** The only place that knows the real time. All instants are milliseconds since the epoch, UTC. */
export interface Clock {
  /** Escalation, alerts, schedules and retention live in this time; under a time-lapse it runs faster than the machine's. */
  now(): number;
  /** The machine's own time, for timeouts, leases, backoff, presence spans and sending rates. */
  real(): number;
  /** How many of `now`'s milliseconds pass in one real one. */
  readonly factor: number;
}

export interface TimeLapse {
  readonly v0: number;
  readonly r0: number;
  readonly factor: number;
}

export const systemClock: Clock = { now: () => Date.now(), real: () => Date.now(), factor: 1 };

export function timeLapseClock({ v0, r0, factor }: TimeLapse): Clock {
  return { now: () => Math.round(v0 + (Date.now() - r0) * factor), real: () => Date.now(), factor };
}

/** A clock that others hold already while its time-lapse is still to be agreed on. Until then it is the machine's own. */
export function lateClock(factor: number): { readonly clock: Clock; agreed(clock: Clock): void } {
  let current = systemClock;
  return {
    clock: { now: () => current.now(), real: () => current.real(), factor },
    agreed: (clock) => {
      current = clock;
    },
  };
}
