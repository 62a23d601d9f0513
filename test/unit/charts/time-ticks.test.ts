import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chartSvg } from "../../../src/charts/chart-svg.ts";
import { timeTicks } from "../../../src/charts/time-ticks.ts";
import { DAY, HOUR, MINUTE } from "../../../src/lib/durations.ts";
import { formatClock, wallTimeToInstant } from "../../../src/lib/wall-time.ts";
import { chartExample, drawnIn, placeOf, textsIn } from "../../support/chart-examples.ts";

const midnight = (zone: string, year: number, month: number, day: number): number =>
  wallTimeToInstant({ year, month, day, hour: 0, minute: 0 }, zone);
const labels = (from: number, hours: number, zone: string, most = 8): readonly string[] =>
  timeTicks(from, from + hours * HOUR, zone, most).map(({ label }) => label);

describe("the time axis", () => {
  it("shows the repeated hour twice on the night the clocks go back in Berlin", () => {
    const from = midnight("Europe/Berlin", 2026, 10, 25);
    const ticks = timeTicks(from, from + 5 * HOUR, "Europe/Berlin", 8);

    expect(ticks.map(({ label }) => label)).toEqual([
      "00:00",
      "01:00",
      "02:00",
      "02:00",
      "03:00",
      "04:00",
    ]);
    expect(ticks.map(({ at }) => (at - from) / HOUR)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("leaves out the hour that Berlin leaves out in March", () => {
    const from = midnight("Europe/Berlin", 2026, 3, 29);

    expect(labels(from, 5, "Europe/Berlin")).toEqual([
      "00:00",
      "01:00",
      "03:00",
      "04:00",
      "05:00",
      "06:00",
    ]);
  });

  it.each([
    ["a day of 23 hours in Berlin", "Europe/Berlin", [2026, 3, 29], 23],
    ["a day of 25 hours in Berlin", "Europe/Berlin", [2026, 10, 25], 25],
    ["a day of 25 hours in Auckland", "Pacific/Auckland", [2026, 4, 5], 25],
    ["a day of 23 hours in Auckland", "Pacific/Auckland", [2026, 9, 27], 23],
    ["a day of 24 and a half hours on Lord Howe", "Australia/Lord_Howe", [2026, 4, 5], 24.5],
    ["a day of 23 and a half hours on Lord Howe", "Australia/Lord_Howe", [2026, 10, 4], 23.5],
  ] as const)("goes from midnight to midnight on %s", (_what, zone, [year, month, day], hours) => {
    const from = midnight(zone, year, month, day);
    const ticks = timeTicks(from, from + hours * HOUR, zone, 6);

    expect(ticks.map(({ label }) => label)).toEqual(["00:00", "06:00", "12:00", "18:00", "00:00"]);
    expect(ticks.at(-1)!.at).toBe(from + hours * HOUR);
  });

  it("goes on by half hours where the clocks go back by one on Lord Howe", () => {
    const from = midnight("Australia/Lord_Howe", 2026, 4, 5) + HOUR;

    expect(labels(from, 2, "Australia/Lord_Howe", 5)).toEqual([
      "01:00",
      "01:30",
      "01:30",
      "02:00",
      "02:30",
    ]);
  });

  it("has round times where the offset is no whole hour", () => {
    expect(labels(Date.UTC(2026, 5, 1, 12), 1, "Asia/Kathmandu", 7)).toEqual([
      "17:50",
      "18:00",
      "18:10",
      "18:20",
      "18:30",
      "18:40",
    ]);
  });

  it("has the date under the first tick and under each midnight", () => {
    const from = Date.UTC(2026, 10, 21, 20, 30);

    expect(timeTicks(from, from + 6 * HOUR, "UTC", 7).flatMap(({ date }) => date ?? [])).toEqual([
      "Sat 21 Nov",
      "Sun 22 Nov",
    ]);
  });

  it("counts days, and weeks, where hours have no room", () => {
    const from = midnight("Europe/Berlin", 2026, 10, 20);

    expect(labels(from, 3 * 24, "Europe/Berlin", 3)).toEqual([
      "20 Oct",
      "21 Oct",
      "22 Oct",
      "23 Oct",
    ]);
    expect(labels(from, 35 * 24, "Europe/Berlin", 7)).toHaveLength(5);
  });

  it("is placed by instants and labelled by the clocks that hang there", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
        fc.integer({ min: 5 * MINUTE, max: 35 * DAY }),
        fc.constantFrom(
          "Europe/Berlin",
          "Pacific/Auckland",
          "Australia/Lord_Howe",
          "America/New_York",
          "Asia/Kathmandu",
          "America/Santiago",
        ),
        (from, span, zone) => {
          const ticks = timeTicks(from, from + span, zone, 6);

          for (const [index, { at, label }] of ticks.entries()) {
            expect(at).toBeGreaterThan(ticks[index - 1]?.at ?? from - 1);
            expect(at).toBeLessThanOrEqual(from + span);
            expect(label.includes(":") ? formatClock(at, zone) : label).toBe(label);
          }
          expect(ticks.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });

  it("says that the clocks changed, and its labels do not run backwards", () => {
    const from = midnight("Europe/Berlin", 2026, 10, 25);
    const svg = chartSvg(chartExample({ from, to: from + 6 * HOUR }));
    const places = drawnIn(svg)
      .filter(({ text }) => /^0\d:00$/.test(text))
      .map(placeOf);

    expect(textsIn(svg)).toContain("Europe/Berlin, clocks went back 1 h");
    expect(places.length).toBeGreaterThan(3);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
