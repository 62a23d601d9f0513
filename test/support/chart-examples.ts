import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import { HOUR } from "../../src/lib/durations.ts";
import type { StoredSample } from "../../src/ports/series-records.ts";

/** Sunday 22 November 2026, 03:00 in Berlin. */
export const NIGHT = Date.UTC(2026, 10, 22, 2, 0);

/** One sample for each value, evenly over the range. */
export function evenly(
  values: readonly number[],
  { from, to }: Pick<ChartSpec, "from" | "to">,
): readonly StoredSample[] {
  const step = (to - from) / Math.max(1, values.length - 1);
  return values.map((value, index) => ({ at: from + index * step, value }));
}

/** Six hours, and a queue that ends above its threshold of 5,000. */
export function chartExample(
  changes: Partial<ChartSpec> = {},
  values: readonly number[] = [1000, 2000, 6000, 2000, 1000, 8000],
): ChartSpec {
  const range = { from: NIGHT - 6 * HOUR, to: NIGHT, ...changes };
  return {
    title: "Builds are queueing up",
    zone: "Europe/Berlin",
    threshold: { above: 5000 },
    series: [{ name: "queue=builds", segments: [evenly(values, range)] }],
    more: 0,
    marks: [],
    ...range,
  };
}

export interface Drawn {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The elements of an SVG without nesting but for its root. */
export function drawnIn(svg: string): readonly Drawn[] {
  return [...svg.matchAll(/<(\w+)((?: [\w-]+="[^"]*")*)(?:\/>|>([^<]*))/g)].map(
    ([, tag = "", attributes = "", text = ""]) => ({
      tag,
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      ),
      text,
    }),
  );
}

export const ofClass = (svg: string, name: string): readonly Drawn[] =>
  drawnIn(svg).filter(({ attributes }) => attributes["class"] === name);

export const textsIn = (svg: string): readonly string[] =>
  drawnIn(svg).flatMap(({ tag, text }) => (tag === "text" ? [text] : []));

/** The corners of a path of straight lines. */
export function cornersOf({ attributes }: Drawn): readonly (readonly [number, number])[] {
  return [...(attributes["d"] ?? "").matchAll(/[ML](-?[\d.]+)[ ,](-?[\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
}

/** How far right a text stands. */
export function placeOf({ attributes }: Drawn): number {
  const places = (attributes["x"] ?? "").split(" ").map(Number);
  return places.reduce((a, b) => a + b, 0) / places.length;
}
