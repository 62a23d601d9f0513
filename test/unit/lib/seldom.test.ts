import { expect, test } from "vitest";
import { createSeldom } from "../../../src/lib/seldom.ts";
import { manualClock } from "../../support/manual-clock.ts";

test("is true once per name and span, and again after the clock was set back", () => {
  const clock = manualClock();
  const isWorthALine = createSeldom(1_000, clock);

  expect([isWorthALine("a"), isWorthALine("a"), isWorthALine("b")]).toEqual([true, false, true]);
  clock.set(clock.now() + 999);
  expect(isWorthALine("a")).toBe(false);
  clock.set(clock.now() + 1);
  expect(isWorthALine("a")).toBe(true);
  clock.set(clock.now() - 10_000);
  expect(isWorthALine("a")).toBe(true);
});
