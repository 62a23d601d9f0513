import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHART_HEIGHT, CHART_WIDTH } from "../../../src/charts/chart-spec.ts";
import { chartSvg } from "../../../src/charts/chart-svg.ts";
import { COOL, OVER, WARM } from "../../../src/charts/palette.ts";
import { splitAtGaps } from "../../../src/charts/split-at-gaps.ts";
import { HOUR, MINUTE } from "../../../src/lib/durations.ts";
import {
  chartExample,
  cornersOf,
  drawnIn,
  evenly,
  NIGHT,
  ofClass,
  textsIn,
} from "../../support/chart-examples.ts";

const thresholdAt = (svg: string): number => cornersOf(ofClass(svg, "threshold")[0]!)[0]![1];

describe("a chart", () => {
  it("says what it is of, the last value, the threshold and the zone", () => {
    const texts = textsIn(chartSvg(chartExample()));

    for (const said of [
      "Builds are queueing up",
      "8,000",
      "queue=builds",
      "5,000",
      "Europe/Berlin",
    ])
      expect(texts).toContain(said);
  });

  it("has an opaque ground of its own", () => {
    const [, ground] = drawnIn(chartSvg(chartExample()));

    expect(ground).toMatchObject({
      tag: "rect",
      attributes: { width: String(CHART_WIDTH), height: String(CHART_HEIGHT) },
    });
  });

  it("shades what is above the threshold, and nothing else", () => {
    const svg = chartSvg(chartExample());
    const breaches = ofClass(svg, "breach").map(cornersOf);

    expect(breaches).toHaveLength(2);
    for (const [, y] of breaches.flat()) expect(y).toBeLessThanOrEqual(thresholdAt(svg));
    const [first] = breaches;
    const line = cornersOf(ofClass(svg, "series")[0]!);
    expect(first!.map(([x]) => x).every((x) => x > line[1]![0] && x < line[3]![0])).toBe(true);
  });

  it("shades below a threshold that is a lower bound", () => {
    const svg = chartSvg(chartExample({ threshold: { below: 1500 } }));
    const breaches = ofClass(svg, "breach").map(cornersOf);

    expect(breaches).toHaveLength(2);
    for (const [, y] of breaches.flat()) expect(y).toBeGreaterThanOrEqual(thresholdAt(svg));
  });

  it("is warm where it is past the threshold, and in ink at the last value where it is not", () => {
    const [past, calm] = [
      [1, 9000],
      [9000, 1],
    ].map((values) => chartSvg(chartExample({}, values)));

    expect(ofClass(past!, "last")[0]?.attributes["fill"]).toBe(WARM);
    expect(ofClass(calm!, "last")[0]?.attributes["fill"]).not.toBe(WARM);
    expect(ofClass(past!, "past")[0]?.attributes["stroke"]).toBe(WARM);
  });

  it("breaks the line at a gap and at what is no number", () => {
    const { from, to } = chartExample();
    const samples = evenly([1, 2, NaN, 3, 4, Infinity, 5, 6, 7], { from, to }).filter(
      (_, index) => index !== 7,
    );
    const segments = splitAtGaps(samples, () => 50 * MINUTE);
    const svg = chartSvg(chartExample({ series: [{ name: "", segments }] }));

    expect(segments.map((part) => part.map(({ value }) => value))).toEqual([
      [1, 2],
      [3, 4],
      [5],
      [7],
    ]);
    expect(ofClass(svg, "series")[0]?.attributes["d"]?.match(/M/g)).toHaveLength(2);
    expect(ofClass(svg, "lone")).toHaveLength(2);
  });

  it("draws the worst of several series on top, and says how many are left out", () => {
    const { from, to } = chartExample();
    const series = ["a", "b", "c"].map((name, index) => ({
      name,
      segments: [evenly([9000 - index, 10], { from, to })],
    }));
    const svg = chartSvg(chartExample({ series, more: 12 }));

    expect(textsIn(svg)).toEqual(expect.arrayContaining(["a", "b", "c", "and 12 more"]));
    expect(ofClass(svg, "series")).toHaveLength(3);
    expect(ofClass(svg, "series").at(-1)?.attributes["stroke"]).toBe("#1d1b18");
  });

  it("marks incidents in the colour of where they stand, with their numbers", () => {
    const { from, to } = chartExample();
    const mark = { from: from + HOUR, to: to - 3 * HOUR, acknowledgedAt: null, isOver: false };
    const svg = chartSvg(
      chartExample({
        marks: [
          { ...mark, number: 12, isOver: true },
          { ...mark, number: 17, from: to - HOUR, to },
          { ...mark, number: 16, from: to - 2 * HOUR, to, acknowledgedAt: to - HOUR },
        ],
      }),
    );

    expect(textsIn(svg)).toEqual(expect.arrayContaining(["#12", "#16", "#17"]));
    const bars = ofClass(svg, "incident").map(({ attributes }) => ({
      fill: attributes["fill"],
      width: Number(attributes["width"]),
    }));
    expect(bars.map(({ fill }) => fill)).toEqual([OVER, COOL, WARM, WARM]);
    expect(bars[2]!.width * 2).toBeCloseTo(bars[1]!.width, 0);
  });

  it.each([
    ["no series", { series: [] }, "No samples in this range"],
    [
      "a series without a sample",
      { series: [{ name: "a", segments: [] }] },
      "No samples in this range",
    ],
    [
      "one sample",
      { series: [{ name: "", segments: [[{ at: NIGHT - HOUR, value: 3 }]] }] },
      "one sample at 02:00",
    ],
    [
      "a flat line",
      { series: [{ name: "", segments: [evenly([7, 7, 7], chartExample())] }] },
      "unchanged",
    ],
    [
      "a last value that is old",
      {
        series: [
          { name: "", segments: [evenly([7, 8], { from: NIGHT - 4 * HOUR, to: NIGHT - HOUR })] },
        ],
      },
      "at 02:00",
    ],
  ])("says so of %s", (_what, changes, said) => {
    expect(textsIn(chartSvg(chartExample(changes)))).toContain(said);
  });

  it("shows text from outside as text, and leaves out what the font cannot show", () => {
    const svg = chartSvg(chartExample({ title: 'A <b>"queue"</b> 🔥\u202E\u0007 日本' }));

    expect(textsIn(svg)).toContain("A &lt;b&gt;&quot;queue&quot;&lt;/b&gt;");
    expect(svg).not.toContain("<b>");
  });

  it("cuts a long title with a mark", () => {
    const title = textsIn(chartSvg(chartExample({ title: "W".repeat(500) })))[0]!;

    expect(title.length).toBeLessThan(40);
    expect(title).toMatch(/W…$/);
  });
});

const extreme = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("any chart", () => {
  it("is drawn within its picture, later samples further right", () => {
    fc.assert(
      fc.property(
        fc.array(extreme, { minLength: 2, maxLength: 40 }),
        fc.option(fc.oneof(fc.record({ above: extreme }), fc.record({ below: extreme })), {
          nil: null,
        }),
        (values, threshold) => {
          const svg = chartSvg(chartExample({ threshold }, values));

          expect(svg).not.toMatch(/NaN|Infinity|undefined/);
          const line = cornersOf(ofClass(svg, "series")[0]!);
          expect(line).toHaveLength(values.length);
          for (const [index, [x, y]] of line.entries()) {
            expect(x).toBeGreaterThan(line[index - 1]?.[0] ?? 0);
            expect(x).toBeLessThan(CHART_WIDTH);
            expect(y).toBeGreaterThan(0);
            expect(y).toBeLessThan(CHART_HEIGHT);
          }
        },
      ),
      { examples: [[[-5e-324, 5e-324], null]] },
    );
  });

  it("shades on the threshold's own side alone", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.boolean(),
        (values, limit, isBelow) => {
          const threshold = isBelow ? { below: limit } : { above: limit };
          const svg = chartSvg(chartExample({ threshold }, values));
          const side = isBelow ? 1 : -1;
          for (const [, y] of ofClass(svg, "breach").flatMap(cornersOf))
            expect(side * (y - thresholdAt(svg))).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
