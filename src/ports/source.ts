import type { ZodType } from "zod";
import type { SourceSpec } from "../alerts/alert.ts";
import type { Labels } from "../alerts/signal.ts";

export interface Reading {
  readonly labels: Labels;
  readonly value: number;
}

/** `reason` and `missing` are shown to humans: no address, no credential in them. */
export type SourceAnswer =
  | {
      readonly outcome: "read";
      readonly readings: readonly Reading[];
      /** Why some series that should be here has no number, for humans: it is not taken for recovered. The others count. */
      readonly unusable?: string | null;
    }
  | { readonly outcome: "failed"; readonly reason: string };

/** Instants of real time, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** `samples`: the oldest first, and none where there is no number. */
export interface PastSeries {
  readonly labels: Labels;
  readonly samples: readonly { readonly at: number; readonly value: number }[];
}

/** `reason` as in `SourceAnswer`. */
export type HistoryAnswer =
  | { readonly outcome: "read"; readonly series: readonly PastSeries[] }
  | { readonly outcome: "failed"; readonly reason: string };

/** What the book may say of a source. */
export interface SourceSchema {
  readonly kind: string;
  /** A strict object schema of the keys beyond the common ones. */
  readonly options: ZodType<Readonly<Record<string, unknown>>>;
  /** Whether a threshold belongs to it; `inbound` and `heartbeat` have none. */
  readonly threshold: boolean;
}

/**
 * Where samples come from. One read, bounded by the signal; no retry inside. `withinMs`: real time until the signal
 * aborts, for a source that can tell its server.
 */
export interface Source {
  readonly kind: string;
  /** Null when it can be used; else what is missing, for humans. */
  idle(spec: SourceSpec): string | null;
  read(spec: SourceSpec, signal: AbortSignal, withinMs?: number): Promise<SourceAnswer>;
  /** What it would have read in the past: at most 100 series of 11,000 samples. Only of a source that remembers. */
  history?(spec: SourceSpec, span: Span, signal: AbortSignal): Promise<HistoryAnswer>;
}
