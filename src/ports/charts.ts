import type { Labels } from "../alerts/signal.ts";

/** What a picture is of. A fixed range: once it is over, the picture never changes. */
export interface ChartView {
  readonly alert: string;
  /** Null: all series of the alert. */
  readonly labels: Labels | null;
  readonly from: number;
  readonly to: number;
  /** Of the time axis, IANA name. */
  readonly zone: string;
}

/** Addresses of pictures: whoever has one may see the picture, and nobody can guess one. */
export interface ChartLinks {
  /** Absolute. Null when the labels are too long for an address. */
  urlOf(view: ChartView): string | null;
}
