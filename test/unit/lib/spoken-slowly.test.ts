import { expect, it } from "vitest";
import { spokenSlowly } from "../../../src/lib/spoken-slowly.ts";

it("a code is read out digit by digit", () => {
  expect(spokenSlowly("Your code is 402917. It is good for 10 minutes.")).toBe(
    "Your code is 4, 0, 2, 9, 1, 7. It is good for 10 minutes.",
  );
});
