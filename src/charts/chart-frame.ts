import { scaleLinear, type ScaleLinear } from "d3-scale";
import { limitOf } from "../alerts/crosses.ts";
import { CHART_HEIGHT, CHART_WIDTH, type ChartSpec } from "./chart-spec.ts";
import { formatTicks, formatValue } from "./format-value.ts";
import { laneOf, LANE_HEIGHT, type Lane } from "./mark-lanes.ts";
import { figuresWidth } from "./svg-text.ts";
import { valueAxis } from "./value-axis.ts";

export const EDGE = 14;
export const AXIS_SIZE = 12.5;
const HEAD = 52;
const LEGEND_ROW = 19;
const FOOT = 58;

/** Where everything goes. */
export interface ChartFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** On the value axis, in place of a tick. */
  readonly limit: { readonly value: number; readonly label: string } | null;
  readonly lanes: readonly Lane[];
}

const legendRows = ({ series, more }: ChartSpec): number =>
  series.length < 2 ? 1 : Math.ceil((series.length + (more > 0 ? 1 : 0)) / 2);

export function chartFrame(spec: ChartSpec): ChartFrame {
  const right = CHART_WIDTH - EDGE - 6;
  const top = HEAD + LEGEND_ROW * legendRows(spec) + (spec.series.length > 1 ? -4 : 0);
  // How much lies under the plot depends on where the incidents are, and that on where the plot begins.
  const left = EDGE + axisWidth(spec, top, CHART_HEIGHT - FOOT) + 8;
  const x = scaleLinear()
    .domain([spec.from, Math.max(spec.to, spec.from + 1)])
    .range([left, right]);
  const lanes = laneOf(spec.marks, x);
  const deepest = lanes.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
  const bottom = CHART_HEIGHT - FOOT - deepest * LANE_HEIGHT;
  const axis = valueAxis(valuesOf(spec), { top, bottom });
  const limit = spec.threshold === null ? null : limitOf(spec.threshold);
  return {
    left,
    right,
    top,
    bottom,
    x,
    y: axis.scale,
    ticks: labelled(axis.ticks),
    limit: limit === null ? null : { value: limit, label: formatValue(limit) },
    lanes,
  };
}

function axisWidth(spec: ChartSpec, top: number, bottom: number): number {
  const ticks = labelled(valueAxis(valuesOf(spec), { top, bottom }).ticks);
  const limit = spec.threshold === null ? [] : [formatValue(limitOf(spec.threshold))];
  const labels = [...ticks.map(({ label }) => label), ...limit];
  return Math.max(24, ...labels.map((label) => figuresWidth(label, AXIS_SIZE)));
}

function labelled(ticks: readonly number[]): ChartFrame["ticks"] {
  const labels = formatTicks(ticks);
  return ticks.map((value, index) => ({ value, label: labels[index] ?? "" }));
}

function valuesOf({ series, threshold }: ChartSpec): readonly number[] {
  const values = series.flatMap(({ segments }) => segments.flat().map(({ value }) => value));
  return threshold === null ? values : [...values, limitOf(threshold)];
}
