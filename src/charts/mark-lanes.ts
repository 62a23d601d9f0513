import type { ScaleLinear } from "d3-scale";
import type { ChartMark } from "./chart-spec.ts";
import { figuresWidth } from "./svg-text.ts";

export const LANE_HEIGHT = 16;
export const MARK_SIZE = 12;
const MOST_LANES = 2;
const SHORTEST = 5;
const GAP = 4;

/** Where an incident's bar stands, in pixels. `label` null: there is no room for its number. */
export interface Lane {
  readonly mark: ChartMark;
  readonly lane: number;
  readonly left: number;
  readonly right: number;
  readonly label: { readonly text: string; readonly x: number } | null;
}

/** Beside each other where there is room, under each other where not. */
export function laneOf(
  marks: readonly ChartMark[],
  x: ScaleLinear<number, number>,
): readonly Lane[] {
  const taken: number[] = [];
  const edge = x.range()[1] ?? 0;
  return marks
    .toSorted((a, b) => a.from - b.from || a.number - b.number)
    .map((mark) => {
      const text = `#${mark.number}`;
      const width = figuresWidth(text, MARK_SIZE);
      const left = Math.min(x(mark.from), edge - SHORTEST);
      const right = Math.max(x(mark.to), left + SHORTEST);
      const isAfter = right + GAP + width <= edge;
      const begins = isAfter ? left : left - GAP - width;
      const free = Array.from({ length: MOST_LANES }, (_, lane) => lane).find(
        (lane) => begins >= (taken[lane] ?? x.range()[0] ?? 0),
      );
      const lane = free ?? MOST_LANES - 1;
      taken[lane] = Math.max(taken[lane] ?? 0, isAfter ? right + 2 * GAP + width : right + GAP);
      const label = free === undefined ? null : { text, x: isAfter ? right + GAP : begins };
      return { mark, lane, left, right, label };
    });
}
