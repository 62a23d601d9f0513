import { formatDuration } from "../lib/durations.ts";
import { offsetAt } from "../lib/wall-time.ts";
import { AXIS_SIZE, EDGE, type ChartFrame } from "./chart-frame.ts";
import { CHART_HEIGHT, CHART_WIDTH, type ChartSpec } from "./chart-spec.ts";
import { LINE, SOFT } from "./palette.ts";
import { fitted, printable, textWidth } from "./printable.ts";
import { figuresWidth, num, svgFigures, svgText } from "./svg-text.ts";
import { timeTicks, type TimeTick } from "./time-ticks.ts";

const ZONE_SIZE = 12;
const LABEL_ROOM = 52;
const LABELS_AT = CHART_HEIGHT - 42;
const DATES_AT = CHART_HEIGHT - 27;
const ZONE_AT = CHART_HEIGHT - 10;

/** Instants along the bottom, said as the zone's clocks show them, with the zone's name. */
export function chartTimeAxis(spec: ChartSpec, frame: ChartFrame): string {
  const { x, left, right, bottom } = frame;
  const most = Math.max(2, Math.floor((right - left) / LABEL_ROOM));
  const ticks = timeTicks(spec.from, spec.to, spec.zone, most);
  return [
    ...ticks.map(
      ({ at }) =>
        `<path class="tick" d="M${num(x(at))} ${num(bottom)}v4" stroke="${LINE}" stroke-width="1"/>`,
    ),
    ...ticks.map((tick) => clockLabel(tick, x(tick.at))),
    ...dates(ticks, frame),
    zoneLine(spec),
  ].join("");
}

function clockLabel({ label }: TimeTick, x: number): string {
  const isClock = label.includes(":");
  const width = isClock ? figuresWidth(label, AXIS_SIZE) : textWidth(label, AXIS_SIZE);
  const style = { size: AXIS_SIZE, fill: SOFT, anchor: "middle" } as const;
  return (isClock ? svgFigures : svgText)(label, within(x, width), LABELS_AT, style);
}

/** A date that would touch the next one gives way to it. */
function dates(ticks: readonly TimeTick[], { x }: ChartFrame): readonly string[] {
  const placed = ticks
    .filter(({ date }) => date !== null)
    .map(({ at, date }) => {
      const width = textWidth(date!, AXIS_SIZE);
      return { date: date!, width, at: within(x(at), width) };
    });
  return placed
    .filter(({ at, width }, index) => {
      const next = placed[index + 1];
      return next === undefined || next.at - at >= (width + next.width) / 2 + 6;
    })
    .map(({ date, at }) =>
      svgText(date, at, DATES_AT, { size: AXIS_SIZE, fill: SOFT, anchor: "middle" }),
    );
}

function within(x: number, width: number): number {
  const room = 4 + width / 2;
  return Math.min(CHART_WIDTH - room, Math.max(room, x));
}

function zoneLine({ from, to, zone }: ChartSpec): string {
  const change = offsetAt(to, zone) - offsetAt(from, zone);
  const said =
    change === 0
      ? ""
      : `, clocks went ${change > 0 ? "forward" : "back"} ${formatDuration(Math.abs(change))}`;
  return svgText(
    fitted(printable(`${zone}${said}`), ZONE_SIZE, CHART_WIDTH - 2 * EDGE),
    CHART_WIDTH - EDGE,
    ZONE_AT,
    { size: ZONE_SIZE, fill: SOFT, anchor: "end" },
  );
}
