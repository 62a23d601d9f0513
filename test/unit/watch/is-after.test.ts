import { describe, expect, test } from "vitest";
import { isAfter } from "../../../src/watch/lane.ts";

const LAST = { entry: "1700000000000-9", index: 2 };

describe("a signal comes after another", () => {
  test.each([
    ["of a later instant", "1700000000001-0", 0],
    ["of the same instant and a later entry", "1700000000000-10", 0],
    ["further on in the same entry", "1700000000000-9", 10],
    ["of an instant with more digits", "10000000000000-0", 0],
  ])("%s", (_, entry, index) => {
    expect(isAfter({ entry, index }, LAST)).toBe(true);
    expect(isAfter(LAST, { entry, index })).toBe(false);
  });

  test("and never after itself", () => {
    expect(isAfter(LAST, LAST)).toBe(false);
  });
});
