import type { ChartFrame } from "./chart-frame.ts";
import { LANE_HEIGHT, MARK_SIZE, type Lane } from "./mark-lanes.ts";
import { COOL, OVER, SOFT, WARM } from "./palette.ts";
import { num, svgFigures } from "./svg-text.ts";

const BAR = 6;

/** The incidents under the plot: warm while nobody has it, cool while somebody has, grey when it is over. */
export function chartMarks({ lanes, x, bottom }: ChartFrame): string {
  return lanes.map((lane) => bar(lane, bottom + 5 + lane.lane * LANE_HEIGHT, x)).join("");
}

function bar({ mark, left, right, label }: Lane, top: number, x: ChartFrame["x"]): string {
  const tone = mark.isOver ? OVER : mark.acknowledgedAt === null ? WARM : COOL;
  const taken = mark.acknowledgedAt === null ? right : Math.max(left, x(mark.acknowledgedAt));
  const waiting = mark.isOver || mark.acknowledgedAt === null ? 0 : Math.min(taken, right) - left;
  const parts = [
    rect(left, right, top, tone),
    waiting > 1 ? rect(left, left + waiting, top, WARM) : "",
    label === null
      ? ""
      : svgFigures(label.text, label.x, top + BAR / 2 + 4.3, {
          size: MARK_SIZE,
          bold: true,
          fill: mark.isOver ? SOFT : tone,
        }),
  ];
  return parts.join("");
}

function rect(left: number, right: number, top: number, fill: string): string {
  return `<rect class="incident" x="${num(left)}" y="${num(top)}" width="${num(right - left)}" height="${BAR}" rx="2" fill="${fill}"/>`;
}
