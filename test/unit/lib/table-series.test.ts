import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableSeries } from "../../../src/lib/table-series.ts";

describe("a table", () => {
  it("is one series for each row whose value is a number, named by the other columns", () => {
    expect(
      tableSeries({
        columns: ["shop", "Value", "open"],
        rows: [
          ["north", "12.5", true],
          [null, "3", false],
          ["gone", null, true],
        ],
      }),
    ).toEqual({
      readings: [
        { labels: { shop: "north", open: "true" }, value: 12.5 },
        { labels: { shop: "null", open: "false" }, value: 3 },
      ],
      unusable: null,
    });
  });

  it.each([
    "",
    " ",
    "n/a",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "0x10",
    "1,5",
    "1_000",
    "12 %",
  ])("has no number where it says %j", (text) => {
    expect(tableSeries({ columns: ["value"], rows: [[text]] })).toEqual({
      readings: [],
      unusable: `the value of the series is no number: "${text}"`,
    });
  });

  it("takes every number that a database may write", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const series = tableSeries({ columns: ["value"], rows: [[String(value)]] });
        expect(series).toEqual({
          readings: [{ labels: {}, value: Number(String(value)) }],
          unusable: null,
        });
      }),
    );
  });

  it("shows of a long text only so much", () => {
    const rows = [["x".repeat(10_000), "y".repeat(10_000)]];

    expect(tableSeries({ columns: ["shop", "value"], rows })).toMatchObject({
      unusable: expect.stringMatching(/^.{1,200}$/) as string,
    });
  });
});
