import { expect, test } from "vitest";
import { remember } from "../../../src/lib/remember.ts";

test("works out each text once, and forgets the oldest when there are too many", () => {
  const workedOut: string[] = [];
  const length = remember((text) => {
    workedOut.push(text);
    return text.length;
  }, 2);

  expect(["a", "bb", "a", "bb"].map(length)).toEqual([1, 2, 1, 2]);
  expect(workedOut).toEqual(["a", "bb"]);
  expect(["ccc", "bb", "a"].map(length)).toEqual([3, 2, 1]);
  expect(workedOut).toEqual(["a", "bb", "ccc", "a"]);
});
