import { crosses } from "../alerts/crosses.ts";
import { MINUTE } from "../lib/durations.ts";
import { formatInstant } from "../lib/wall-time.ts";
import { CHART_WIDTH, type ChartSeries, type ChartSpec } from "./chart-spec.ts";
import { EDGE } from "./chart-frame.ts";
import { formatValue } from "./format-value.ts";
import { INK, SERIES, SOFT, WARM } from "./palette.ts";
import { fitted, printable } from "./printable.ts";
import { figuresWidth, num, svgFigures, svgText } from "./svg-text.ts";

const TITLE_SIZE = 17;
const VALUE_SIZE = 22;
const NOTE_SIZE = 12.5;
/** A last value that is older than this is not the value now. */
const LATE_MS = 5 * MINUTE;
const FIRST_ROW = 55;
const ROW = 19;
const COLUMN = (CHART_WIDTH - 2 * EDGE + 12) / 2;

/** The title, and under it the last value; of several series a legend with the last value of each. */
export function chartHead(spec: ChartSpec): string {
  const title = printable(spec.title) || "Chart";
  const width = CHART_WIDTH - 2 * EDGE;
  return [
    svgText(fitted(title, TITLE_SIZE * 1.03, width), EDGE, 28, { size: TITLE_SIZE, bold: true }),
    spec.series.length > 1 ? legend(spec) : single(spec),
  ].join("");
}

function lastValue({ segments }: ChartSeries): number | null {
  return segments.at(-1)?.at(-1)?.value ?? null;
}

function single(spec: ChartSpec): string {
  const [series] = spec.series;
  const value = series === undefined ? null : lastValue(series);
  if (series === undefined || value === null) return "";
  const said = formatValue(value);
  const left = EDGE + figuresWidth(said, VALUE_SIZE) + 10;
  const words = [printable(series.name), noteOf(series, spec)].filter(Boolean).join(" · ");
  return [
    svgFigures(said, EDGE, FIRST_ROW, {
      size: VALUE_SIZE,
      bold: true,
      fill: toneOf(spec, value, INK),
    }),
    svgText(fitted(words, NOTE_SIZE, CHART_WIDTH - EDGE - left), left, FIRST_ROW, {
      size: NOTE_SIZE,
      fill: SOFT,
    }),
  ].join("");
}

/** What the line alone would not tell. */
function noteOf({ segments }: ChartSeries, { from, to, zone }: ChartSpec): string {
  const samples = segments.flat();
  const last = samples.at(-1)!;
  const isLate = to - last.at > Math.max(LATE_MS, (to - from) / 20);
  const when = isLate ? `at ${formatInstant(last.at, zone, to)}` : "";
  if (samples.length === 1) return `one sample ${when}`.trim();
  const isFlat = samples.every(({ value }) => value === last.value);
  return isFlat ? `unchanged ${when}`.trim() : when;
}

function legend(spec: ChartSpec): string {
  const entries = spec.series.map((series, index) => {
    const [x, y] = place(index);
    const value = lastValue(series);
    const said = value === null ? "" : formatValue(value);
    const end = x + COLUMN - 12;
    const room = end - x - 16 - figuresWidth(said, NOTE_SIZE) - 6;
    return [
      `<rect x="${num(x)}" y="${num(y - 6)}" width="11" height="3" rx="1.5" fill="${SERIES[index] ?? SOFT}"/>`,
      svgText(fitted(printable(series.name), NOTE_SIZE, room), x + 16, y, { size: NOTE_SIZE }),
      svgFigures(said, end, y, {
        size: NOTE_SIZE,
        bold: true,
        anchor: "end",
        fill: toneOf(spec, value, INK),
      }),
    ].join("");
  });
  const [x, y] = place(spec.series.length);
  const more =
    spec.more > 0
      ? svgText(`and ${spec.more} more`, x + 16, y, { size: NOTE_SIZE, fill: SOFT })
      : "";
  return entries.join("") + more;
}

function place(index: number): readonly [number, number] {
  return [EDGE + (index % 2) * COLUMN, FIRST_ROW - 4 + Math.floor(index / 2) * ROW];
}

function toneOf({ threshold }: ChartSpec, value: number | null, usual: string): string {
  return threshold !== null && value !== null && crosses(threshold, value) ? WARM : usual;
}
