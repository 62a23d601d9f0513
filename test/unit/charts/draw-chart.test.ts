import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { drawChart } from "../../../src/charts/draw-chart.ts";
import { indexedPng } from "../../../src/charts/indexed-png.ts";
import { HOUR } from "../../../src/lib/durations.ts";
import { chartExample, evenly } from "../../support/chart-examples.ts";
import { chunksOf } from "../../support/png.ts";

const MOST_BYTES = 60_000;

/** As noisy as thinned samples get. */
function noisy(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => ((index * 7919) % 9973) - 20);
}

describe("the picture of a chart", () => {
  it("is a PNG of a thousand pixels' width, with figures in it", () => {
    const png = drawChart(chartExample());
    const [head, palette, data, end] = chunksOf(png);

    expect([head, palette, data, end].map((chunk) => chunk?.type)).toEqual([
      "IHDR",
      "PLTE",
      "IDAT",
      "IEND",
    ]);
    expect([head!.data.readUInt32BE(0), head!.data.readUInt32BE(4)]).toEqual([1000, 700]);
    expect(inflateSync(data!.data)).toHaveLength(1001 * 700);
  });

  it("draws its text: without its font it would be another picture", () => {
    expect(drawChart(chartExample()).length).toBeGreaterThan(
      drawChart(chartExample({ title: "", zone: "UTC" })).length,
    );
  });

  it.each([
    ["six noisy series", 6, 24],
    ["one noisy series of 35 days", 1, 24 * 35],
  ])("is small: %s", (_what, count, hours) => {
    const { to } = chartExample();
    const range = { from: to - hours * HOUR, to };
    const series = Array.from({ length: count }, (_, index) => ({
      name: `queue-${index}`,
      segments: [
        evenly(
          noisy(1_440).map((value) => value / (index + 1)),
          range,
        ),
      ],
    }));
    const marks = Array.from({ length: 30 }, (_, index) => ({
      number: 1000 + index,
      from: range.from + (index * (to - range.from)) / 30,
      to: range.from + ((index + 0.5) * (to - range.from)) / 30,
      acknowledgedAt: null,
      isOver: true,
    }));

    expect(drawChart(chartExample({ ...range, series, marks, more: 3 })).length).toBeLessThan(
      MOST_BYTES,
    );
  });
});

describe("a PNG with a palette", () => {
  const pixels = (colours: readonly number[]): Uint8Array =>
    Uint8Array.from(colours.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255, 255]));
  const read = (png: Uint8Array): readonly number[] => {
    const [, palette, data] = chunksOf(png);
    return [...inflateSync(data!.data).subarray(1)].map((i) => palette!.data.readUIntBE(i * 3, 3));
  };

  it("keeps few colours as they are", () => {
    const colours = [0xf2ede2, 0x1d1b18, 0xa93a0b, 0x1d1b18];

    expect(read(indexedPng({ width: 4, height: 1, rgba: pixels(colours) }))).toEqual(colours);
  });

  it("keeps the plain areas' colours exactly where there are too many", () => {
    const many = Array.from({ length: 4_000 }, (_, index) => (index * 4_099) & 0xffffff);
    const colours = [...many, ...Array.from({ length: 5_000 }, () => 0xf2ede2)];
    const shown = read(indexedPng({ width: colours.length, height: 1, rgba: pixels(colours) }));

    expect(new Set(shown).size).toBeLessThanOrEqual(256);
    expect(shown.slice(4_000).every((colour) => colour === 0xf2ede2)).toBe(true);
    for (const [index, colour] of shown.entries())
      expect(Math.abs((colour >> 16) - (colours[index]! >> 16))).toBeLessThan(64);
  });
});
