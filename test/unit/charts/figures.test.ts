import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breaches } from "../../../src/charts/breaches.ts";
import { formatTicks, formatValue } from "../../../src/charts/format-value.ts";
import { seriesNames } from "../../../src/charts/series-name.ts";
import { thinOut } from "../../../src/charts/thin-out.ts";

const samples = (...values: readonly number[]) => values.map((value, at) => ({ at, value }));

describe("a value", () => {
  it.each([
    [0, "0"],
    [8200, "8,200"],
    [93.4215, "93.42"],
    [90.04, "90.04"],
    [-19.5, "−19.5"],
    [999_999, "999,999"],
    [1_250_000, "1.25M"],
    [-3.2e9, "−3.2G"],
    [4.56e20, "4.56e20"],
    [3e-7, "3e−7"],
    [0.25, "0.25"],
  ])("%d is said as %s", (value, said) => {
    expect(formatValue(value)).toBe(said);
  });

  it.each([
    [
      [0, 2000, 4000],
      ["0", "2,000", "4,000"],
    ],
    [
      [0, 5000, 10_000],
      ["0", "5k", "10k"],
    ],
    [
      [10_000, 10_500, 11_000],
      ["10k", "10.5k", "11k"],
    ],
    [
      [89.5, 90, 90.5],
      ["89.5", "90", "90.5"],
    ],
    [
      [-20, 0],
      ["−20", "0"],
    ],
    [
      [0, 1e-7, 2e-7],
      ["0", "1e−7", "2e−7"],
    ],
  ])("the ticks %j are told apart", (ticks, said) => {
    expect(formatTicks(ticks)).toEqual(said);
  });
});

describe("the parts past a threshold", () => {
  it("begin and end where the line crosses it", () => {
    expect(breaches(samples(0, 10, 10, 0), { above: 5 })).toEqual([
      [
        { at: 0.5, value: 5 },
        { at: 1, value: 10 },
        { at: 2, value: 10 },
        { at: 2.5, value: 5 },
      ],
    ]);
  });

  it("begin and end where the line does", () => {
    expect(breaches(samples(1, 2), { below: 5 })).toEqual([samples(1, 2)]);
  });

  it("are none where it is only touched", () => {
    expect(breaches(samples(0, 5, 0), { above: 5 })).toEqual([]);
  });
});

describe("samples that are more than the picture has columns", () => {
  it("keep the first, the last, the highest and the lowest of each", () => {
    expect(thinOut(samples(3, 9, 4, 1, 5, 6), 100).map(({ value }) => value)).toEqual([3, 9, 1, 6]);
  });

  it("lose no extreme and stay in order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 200 }), (values) => {
        const thin = thinOut(samples(...values), 20);
        const kept = thin.map(({ value }) => value);

        expect([Math.min(...kept), Math.max(...kept)]).toEqual([
          Math.min(...values),
          Math.max(...values),
        ]);
        expect(thin.map(({ at }) => at)).toEqual(
          thin.map(({ at }) => at).toSorted((a, b) => a - b),
        );
        expect(thin.length).toBeLessThanOrEqual(Math.ceil(values.length / 20) * 4);
      }),
    );
  });
});

describe("the name of a series", () => {
  it.each([
    ["alone, all its labels", [{ host: "a", mount: "/" }], ["host=a, mount=/"]],
    [
      "among others, the one label that differs",
      [
        { host: "a", mount: "/" },
        { host: "b", mount: "/" },
      ],
      ["a", "b"],
    ],
    [
      "among others, the labels that differ",
      [
        { host: "a", mount: "/" },
        { host: "b", mount: "/x" },
      ],
      ["host=a, mount=/", "host=b, mount=/x"],
    ],
    ["without labels, nothing", [{}], [""]],
    ["without the label that others have, that", [{ host: "a" }, {}], ["a", "no label"]],
  ])("is %s", (_what, labels, names) => {
    expect(seriesNames(labels as readonly Record<string, string>[])).toEqual(names);
  });
});
