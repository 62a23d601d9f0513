import type { DrawChart } from "../../src/charts/chart-pictures.ts";

/** What the thread does, here: threads cannot load TypeScript on every Node that we run on. */
export const drawInProcess: DrawChart = async (spec) => {
  const { drawChart } = await import("../../src/charts/draw-chart.ts");
  return { ok: true, png: drawChart(spec) };
};
