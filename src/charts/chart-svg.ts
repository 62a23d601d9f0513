import { chartFrame } from "./chart-frame.ts";
import { chartHead } from "./chart-head.ts";
import { chartMarks } from "./chart-marks.ts";
import { chartPlot } from "./chart-plot.ts";
import { CHART_HEIGHT, CHART_WIDTH, type ChartSpec } from "./chart-spec.ts";
import { chartTimeAxis } from "./chart-time-axis.ts";
import { PAPER } from "./palette.ts";

/** The whole picture, on its own ground, so that it reads on a white page and on a black one. */
export function chartSvg(given: ChartSpec): string {
  const spec = { ...given, series: given.series.filter(({ segments }) => segments.length > 0) };
  const frame = chartFrame(spec);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" font-family="Inter">`,
    `<rect width="${CHART_WIDTH}" height="${CHART_HEIGHT}" fill="${PAPER}"/>`,
    chartHead(spec),
    chartPlot(spec, frame),
    chartMarks(frame),
    chartTimeAxis(spec, frame),
    "</svg>",
  ].join("");
}
