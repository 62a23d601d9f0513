import type { Labels, Signal } from "./signal.ts";

/** One number at one instant, with its labels. */
export interface Measured {
  readonly labels: Labels;
  readonly value: number;
}

export interface Sample extends Measured {
  readonly at: number;
}

/** Where one series stands. Plain JSON. Instants in `now` time. */
export interface SeriesState {
  readonly v: 1;
  readonly labels: Labels;
  readonly firing: boolean;
  /** Since when the threshold has been crossed without a break; while firing, when that began. */
  readonly overSince: number | null;
  /** While firing: since when the value has been past `clears` without a break. */
  readonly clearSince: number | null;
  readonly at: number;
  readonly value: number;
  /** Good answers in a row without this series. */
  readonly missed: number;
}

/** Where an alert stands: its series by fingerprint, and what concerns them all. Plain JSON. */
export interface AlertState {
  readonly v: 1;
  /** The last executed round; null before the first. */
  readonly slot: number | null;
  readonly at: number | null;
  readonly firstSeenAt: number;
  /** Executed rounds in a row without an answer, and why the last one had none. */
  readonly unanswered: number;
  readonly reason: string | null;
  /** Whether the incident about the lack of data is open. */
  readonly noData: boolean;
  /** Last heartbeat. */
  readonly beatAt: number | null;
  readonly series: Readonly<Record<string, SeriesState>>;
}

export type Change = "firing" | "resolved" | null;

/** `reason` is shown to humans. `unusable`: some of the answer was no number; the rest counts. */
export type Answer =
  | {
      readonly outcome: "read";
      readonly readings: readonly Measured[];
      readonly unusable: string | null;
    }
  | { readonly outcome: "failed"; readonly reason: string };

/** What a round comes to: everything that is to be written, in one step. */
export interface Evaluation {
  readonly state: AlertState;
  readonly samples: readonly (Sample & { readonly series: string })[];
  readonly signals: readonly Signal[];
}

export const UNSEEN: Omit<AlertState, "firstSeenAt"> = {
  v: 1,
  slot: null,
  at: null,
  unanswered: 0,
  reason: null,
  noData: false,
  beatAt: null,
  series: {},
};
