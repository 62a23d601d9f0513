import * as fc from "fast-check";
import { expect, it } from "vitest";
import { retryAfterMs } from "../../../src/lib/retry-after.ts";

const NOW = Date.UTC(2026, 2, 1, 3, 0, 0);

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Sun, 01 Mar 2026 03:01:30 GMT", 90_000],
  ["Sun, 01 Mar 2026 02:00:00 GMT", 0],
])("a Retry-After of %j is %d ms", (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

it.each([undefined, "", "-5", "1.5", "soon", "2026-03-01", "1e3"])(
  "one of %j asks for nothing",
  (header) => {
    expect(retryAfterMs(header, NOW)).toBeNull();
  },
);

it("whatever another side sends, nobody waits a negative time", () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const ms = retryAfterMs(header, NOW);

      expect(ms === null || ms >= 0).toBe(true);
    }),
  );
});
