import { expect, it } from "vitest";
import { nearestName } from "../../../src/lib/nearest-name.ts";

const KNOWN = ["REDIS_URL", "WATCHROOM_ZONE", "WATCHROOM_TOKENS"];

it.each([
  ["WATCHROOM_ZON", "WATCHROOM_ZONE"],
  ["WATCHROM_TOKEN", "WATCHROOM_TOKENS"],
  ["REDIS_ULR", "REDIS_URL"],
])("knows what %s stands for", (name, nearest) => {
  expect(nearestName(name, KNOWN)).toBe(nearest);
});

it("guesses nothing when nothing is near", () => {
  expect(nearestName("HOME", KNOWN)).toBeNull();
  expect(nearestName("WATCHROOM_COLOUR", KNOWN)).toBeNull();
});
