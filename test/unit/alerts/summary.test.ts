import { describe, expect, test } from "vitest";
import { measuredSummary } from "../../../src/alerts/summary.ts";
import type { SeriesState } from "../../../src/alerts/series-state.ts";
import { alertExample } from "../../support/alert-examples.ts";

const state = (value: number, forMs = 0): SeriesState => ({
  v: 1,
  labels: {},
  firing: true,
  overSince: 1_000,
  clearSince: null,
  at: 1_000 + forMs,
  value,
  missed: 0,
});

describe("what a signal says of its measure", () => {
  test.each([
    [8_200, 5_000, "a: 8,200 of 5,000"],
    [1_234_567.8, 5_000, "a: 1,234,568 of 5,000"],
    [93.27, 90, "a: 93.3 of 90"],
    [90.04, 90, "a: 90.04 of 90"],
    [0.0251, 0.02, "a: 0.0251 of 0.02"],
    [-1_500, -1_000, "a: -1,500 of -1,000"],
    [1e21, 90, "a: 1e+21 of 90"],
  ])("%d of %d", (value, above, text) => {
    expect(measuredSummary(alertExample({ name: "a", threshold: { above } }), state(value))).toBe(
      text,
    );
  });

  test("tells how long the threshold has been crossed", () => {
    expect(measuredSummary(alertExample(), state(93, 300_000))).toBe(
      "host-disk-full: 93 of 90 for 5 min",
    );
  });
});
