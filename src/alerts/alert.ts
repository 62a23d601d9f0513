import type { Severity } from "./severity.ts";

/** A bound on a value: `above: 5000` is crossed by 5001, not by 5000. */
export type Threshold = { readonly above: number } | { readonly below: number };

/** What to do when a source gives no answer three rounds in a row. */
export type NoData = "alert" | "keep" | "ok";

/** What an alert measures; each source kind reads its own keys. Validated by the schema that the source brings with it. */
export interface SourceSpec {
  readonly kind: string;
  readonly connection: string | null;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One alert of the book. Durations in milliseconds. */
export interface AlertDefinition {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly policy: string;
  readonly source: SourceSpec;
  /** Absent for alerts that others evaluate (`inbound`) and for `heartbeat`. */
  readonly threshold: Threshold | null;
  readonly forMs: number;
  readonly clears: { readonly threshold: Threshold; readonly forMs: number } | null;
  readonly everyMs: number;
  readonly noData: NoData;
}
