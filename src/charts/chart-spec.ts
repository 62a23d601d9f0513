import type { Threshold } from "../alerts/alert.ts";
import type { StoredSample } from "../ports/series-records.ts";

/** One line. Where samples are missing it is broken into segments; every segment has a sample. */
export interface ChartSeries {
  /** What tells it from the others: `queue=builds`; may be empty when there is only one. */
  readonly name: string;
  readonly segments: readonly (readonly StoredSample[])[];
}

/** An incident as it stood at the end of the range. Instants within the range. */
export interface ChartMark {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Since when somebody has it; null while nobody has. */
  readonly acknowledgedAt: number | null;
  readonly isOver: boolean;
}

/** All that a picture shows: plain data, so that it can be sent to a thread. Text in it comes from outside. */
export interface ChartSpec {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** IANA name. */
  readonly zone: string;
  readonly threshold: Threshold | null;
  /** Worst first. */
  readonly series: readonly ChartSeries[];
  /** Series with samples that are not among them. */
  readonly more: number;
  readonly marks: readonly ChartMark[];
}

/** In pixels of the picture's own measure; it is drawn at `SCALE` times that. */
export const CHART_WIDTH = 400;
export const CHART_HEIGHT = 280;
