import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { CHART_WIDTH, type ChartSpec } from "./chart-spec.ts";
import { chartSvg } from "./chart-svg.ts";
import { indexedPng } from "./indexed-png.ts";

/** Sharp on a phone of twice the picture's own measure, and on a desk. */
const SCALE = 2.5;

const FONTS = [
  import.meta.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  import.meta.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
].map((url) => fileURLToPath(url));

/** The picture as PNG. Takes tens of milliseconds: for a thread of its own. */
export function drawChart(spec: ChartSpec): Uint8Array {
  const picture = new Resvg(chartSvg(spec), {
    font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: "Inter" },
    fitTo: { mode: "width", value: CHART_WIDTH * SCALE },
  });
  const { width, height, pixels } = picture.render();
  return indexedPng({ width, height, rgba: pixels });
}
