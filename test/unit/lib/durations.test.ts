import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DAY,
  formatDuration,
  HOUR,
  MINUTE,
  parseDuration,
  SECOND,
} from "../../../src/lib/durations.ts";

describe("reading a duration", () => {
  test.each([
    ["90s", 90 * SECOND],
    ["5m30s", 5 * MINUTE + 30 * SECOND],
    ["2h", 2 * HOUR],
    ["1d", DAY],
    ["1d2h3m4s", DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND],
    ["0s", 0],
  ])("takes %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(["10", "", "m", "5 m", " 5m", "5m ", "-5m", "1.5h", "5M", "5min", "2w", "5m\n", "٥m"])(
    "does not guess what %j means",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});

describe("writing a duration", () => {
  test.each([
    [0, "0 s"],
    [-5 * SECOND, "0 s"],
    [499, "0 s"],
    [500, "1 s"],
    [45 * SECOND, "45 s"],
    [59_600, "1 min"],
    [90 * SECOND, "1 min 30 s"],
    [6 * MINUTE, "6 min"],
    [65 * MINUTE, "1 h 5 min"],
    [HOUR + 5 * SECOND, "1 h"],
    [DAY + 5 * MINUTE, "1 d"],
    [DAY + 2 * HOUR + 5 * MINUTE, "1 d 2 h"],
    [400 * DAY, "400 d"],
  ])("says %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test("says at most two units and never more than a whole of the smaller one too little", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * DAY }), (ms) => {
        const text = formatDuration(ms);
        const units = text.split(" ").filter((_, index) => index % 2 === 1);
        const read = parseDuration(text.replaceAll("min", "m").replaceAll(" ", ""));

        expect(units.length).toBeLessThanOrEqual(2);
        expect(Math.abs((read ?? Infinity) - ms)).toBeLessThanOrEqual(
          ms >= DAY ? HOUR : ms >= HOUR ? MINUTE : 500,
        );
      }),
    );
  });
});
