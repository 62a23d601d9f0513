import type { Labels, Signal } from "../alerts/signal.ts";
import type { AlertState, Evaluation } from "../alerts/series-state.ts";

/**
 * An alert as it was read. `revision` 0: never written. `damaged`: what could not be understood and is taken as absent.
 * `isNewer`: a newer version wrote it; it is not to be written.
 */
export interface LoadedAlert {
  readonly revision: number;
  readonly state: AlertState | null;
  readonly damaged: readonly string[];
  readonly isNewer?: true;
}

export interface StoredSample {
  readonly at: number;
  readonly value: number;
}

/** Five minutes of samples: from `from`, up to and without `to`. */
export interface RollUp {
  readonly from: number;
  readonly to: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly last: number;
}

/** Where alerts stand, and their samples. */
export interface SeriesRecords {
  load(alert: string): Promise<LoadedAlert>;
  /** Samples, states and signals in one step, or nothing: `lost` when somebody else was faster. */
  write(alert: string, read: LoadedAlert, evaluation: Evaluation): Promise<"written" | "lost">;
  /** Puts the signals into the inbox if the alert still stands as it was read. */
  signalAgain(
    alert: string,
    read: LoadedAlert,
    signals: readonly Signal[],
  ): Promise<"written" | "lost">;
  /** Oldest first, both ends included: every sample of the last 48 hours, before that the mean of each five minutes, in their middle. */
  samples(
    alert: string,
    labels: Labels,
    from: number,
    to: number,
  ): Promise<readonly StoredSample[]>;
  /** Oldest first, of the last 35 days: those that overlap. About seven digits. */
  rollups(alert: string, labels: Labels, from: number, to: number): Promise<readonly RollUp[]>;
}

/** Since when intake has been accepting without a break, for absence by the clock. */
export interface IntakeRecords {
  /** At each start. */
  opened(now: number, real: number): Promise<void>;
  /** Every few seconds while requests are answered. A break of more than fifteen real seconds begins the span anew. */
  accepts(now: number, real: number): Promise<void>;
  /** In `now` time; null while nobody accepts. */
  acceptingSince(real: number): Promise<number | null>;
}
