import { line } from "d3-shape";
import { crosses } from "../alerts/crosses.ts";
import type { StoredSample } from "../ports/series-records.ts";
import { breaches } from "./breaches.ts";
import { AXIS_SIZE, type ChartFrame } from "./chart-frame.ts";
import type { ChartSeries, ChartSpec } from "./chart-spec.ts";
import { LINE, PAPER, SERIES, SOFT, WARM, WARM_TINT } from "./palette.ts";
import { num, svgFigures, svgText } from "./svg-text.ts";

/** Two labels nearer than this would touch. */
const LABEL_ROOM = 13;
/** With more samples than this a pixel, a line of the usual width would be a solid block. */
const DENSE = 1.5;

/** Grid, breaches, lines, threshold, and the last value, from back to front. */
export function chartPlot(spec: ChartSpec, frame: ChartFrame): string {
  const drawn = spec.series.map((series, index) => ({ series, colour: SERIES[index] ?? SOFT }));
  return [
    valueGrid(frame),
    ...spec.series.map((series) => shaded(series, spec, frame)),
    limitLine(frame),
    // The worst series comes first, and belongs on top.
    ...drawn.toReversed().map((one) => seriesLine(one, frame)),
    ...spec.series.slice(0, 1).map((series) => pastLine(series, spec, frame)),
    ...drawn.slice(0, 1).map((one) => lastDot(one, spec, frame)),
    spec.series.length === 0 ? nothing(frame) : "",
  ].join("");
}

function valueGrid({ ticks, limit, left, right, y }: ChartFrame): string {
  return ticks
    .map(({ value, label }) => {
      const at = y(value);
      const isHidden = limit !== null && Math.abs(y(limit.value) - at) < LABEL_ROOM;
      const rule = `<path class="grid" d="M${num(left)} ${num(at)}H${num(right)}" stroke="${LINE}" stroke-width="1"/>`;
      return isHidden ? rule : rule + axisLabel(label, left, at, SOFT);
    })
    .join("");
}

function axisLabel(label: string, left: number, at: number, fill: string): string {
  return svgFigures(label, left - 7, at + 4.4, {
    size: AXIS_SIZE,
    anchor: "end",
    fill,
    bold: fill === WARM,
  });
}

function limitLine({ limit, left, right, y }: ChartFrame): string {
  if (limit === null) return "";
  const at = y(limit.value);
  return `<path class="threshold" d="M${num(left)} ${num(at)}H${num(right)}" stroke="${WARM}" stroke-width="1.5" stroke-dasharray="5 4"/>${axisLabel(limit.label, left, at, WARM)}`;
}

/** Between the line and the threshold, and only where the line is past it. */
function shaded(
  { segments }: ChartSeries,
  { threshold }: ChartSpec,
  { x, y, limit }: ChartFrame,
): string {
  if (threshold === null || limit === null) return "";
  const floor = num(y(limit.value));
  return segments
    .flatMap((segment) => breaches(segment, threshold))
    .filter((breach) => breach.length > 1)
    .map((breach) => {
      const points = breach.map(({ at, value }) => `${num(x(at))} ${num(y(value))}`);
      const [from, to] = [num(x(breach[0]!.at)), num(x(breach.at(-1)!.at))];
      return `<path class="breach" d="M${from} ${floor}L${points.join("L")}L${to} ${floor}Z" fill="${WARM_TINT}"/>`;
    })
    .join("");
}

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;

interface Drawn {
  readonly series: ChartSeries;
  readonly colour: string;
}

/** The part of the worst line that is past the threshold: the colour says that it needs a human. */
function pastLine(series: ChartSeries, { threshold }: ChartSpec, frame: ChartFrame): string {
  if (threshold === null) return "";
  const past = series.segments.flatMap((segment) => breaches(segment, threshold));
  return strokes(past, { frame, colour: WARM, name: "past", width: widthOf(series, frame) });
}

interface Stroke {
  readonly frame: ChartFrame;
  readonly colour: string;
  readonly name: string;
  readonly width: number;
}

function strokes(
  parts: readonly (readonly StoredSample[])[],
  { frame: { x, y }, colour, name, width }: Stroke,
): string {
  const draw = line<StoredSample>(
    ({ at }) => rounded(x(at)),
    ({ value }) => rounded(y(value)),
  );
  const path = parts
    .filter(({ length }) => length > 1)
    .map((part) => draw(part.slice()) ?? "")
    .join("");
  return path === ""
    ? ""
    : `<path class="${name}" d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`;
}

function widthOf({ segments }: ChartSeries, { left, right }: ChartFrame): number {
  const samples = segments.reduce((sum, { length }) => sum + length, 0);
  return samples > (right - left) * DENSE ? 1.1 : 2;
}

function seriesLine({ series, colour }: Drawn, frame: ChartFrame): string {
  const { x, y } = frame;
  const width = widthOf(series, frame);
  // A sample between two gaps has no line to show it.
  const dots = series.segments
    .filter(({ length }) => length === 1)
    .map(
      ([only]) =>
        `<circle class="lone" cx="${num(x(only!.at))}" cy="${num(y(only!.value))}" r="2.2" fill="${colour}"/>`,
    )
    .join("");
  return strokes(series.segments, { frame, colour, name: "series", width }) + dots;
}

function lastDot(
  { series, colour }: Drawn,
  { threshold }: ChartSpec,
  { x, y }: ChartFrame,
): string {
  const last = series.segments.at(-1)?.at(-1);
  if (last === undefined) return "";
  const isPast = threshold !== null && crosses(threshold, last.value);
  return `<circle class="last" cx="${num(x(last.at))}" cy="${num(y(last.value))}" r="4.5" fill="${isPast ? WARM : colour}" stroke="${PAPER}" stroke-width="2"/>`;
}

function nothing({ top, bottom, left, right }: ChartFrame): string {
  return svgText("No samples in this range", (left + right) / 2, (top + bottom) / 2 - 8, {
    size: 15,
    fill: SOFT,
    anchor: "middle",
  });
}
