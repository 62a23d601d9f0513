import type { StoredSample } from "../ports/series-records.ts";
import type { ChartSpec } from "./chart-spec.ts";

/** What a chart says in numbers, of its worst series. `extreme`: the highest, or for a threshold from below the lowest. */
export interface ChartFigures {
  readonly name: string;
  readonly last: StoredSample;
  readonly extreme: StoredSample;
  readonly extremeIs: "highest" | "lowest";
}

/** Null without any sample. */
export function chartFigures({ series, threshold }: ChartSpec): ChartFigures | null {
  const [worst] = series;
  const samples = worst?.segments.flat() ?? [];
  const last = samples.at(-1);
  if (worst === undefined || last === undefined) return null;
  const isBelow = threshold !== null && "below" in threshold;
  const sign = isBelow ? -1 : 1;
  return {
    name: worst.name,
    last,
    extreme: samples.reduce((a, b) => (sign * b.value > sign * a.value ? b : a)),
    extremeIs: isBelow ? "lowest" : "highest",
  };
}
