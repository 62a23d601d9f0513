import type { SelfLook } from "./figures.ts";
import type { Watch } from "./watch.ts";

/** Something that is wrong now, in words. An `error` may make a night silent. */
export interface StatusProblem {
  readonly severity: "error" | "warning";
  readonly what: string;
  /** What to do about it. */
  readonly mend: string;
  /** Real milliseconds. */
  readonly since?: number;
}

export interface StatusParts {
  readonly watch: Watch;
  look(): Promise<SelfLook>;
  /** Alerts that nothing can measure, and why. */
  idle(): ReadonlyMap<string, string>;
  /** How far the store's settings are from what a pager wants. */
  storeWarnings(): Promise<readonly string[]>;
  readonly hasHeartbeat: boolean;
  /** Variables that are set and that nothing reads yet. */
  readonly notYet: readonly string[];
}

export const error = (what: string, mend: string, since?: number): StatusProblem => ({
  severity: "error",
  what,
  mend,
  ...(since !== undefined && { since }),
});

export const warning = (what: string, mend: string): StatusProblem => ({
  severity: "warning",
  what,
  mend,
});
