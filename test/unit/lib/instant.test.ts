import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoInstant, parseInstant } from "../../../src/lib/instant.ts";

const NOON = Date.UTC(2026, 0, 31, 12, 0, 0);

describe("an instant", () => {
  test("is written in UTC, with milliseconds", () => {
    expect(isoInstant(NOON + 7)).toBe("2026-01-31T12:00:00.007Z");
  });

  test("is read as it was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (at) => {
        expect(parseInstant(isoInstant(at))).toBe(at);
      }),
    );
  });

  test.each([
    ["2026-01-31T12:00:00Z", NOON],
    ["2026-01-31T12:00Z", NOON],
    ["2026-01-31T13:00:00+01:00", NOON],
    ["2026-01-31T17:30:00+0530", NOON],
    ["2026-01-31T04:00:00.000-08:00", NOON],
    ["2026-01-31T12:00:00.123456789Z", NOON + 123],
  ])("is read from %s", (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test.each([
    "2026-02-30T00:00:00Z",
    "2026-04-31T00:00:00+02:00",
    "2026-01-31T12:00:00",
    "2026-01-31",
    "12:00",
    "1769860800000",
    "yesterday",
    "",
    "2026-13-01T12:00:00Z",
    "2026-01-31T25:00:00Z",
    "2026-01-31T12:00:00+99:99",
    " 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00Z\n",
  ])("is not guessed from %j", (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});
