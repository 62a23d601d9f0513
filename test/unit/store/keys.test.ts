import { expect, test } from "vitest";
import { keysFor } from "../../../src/store/keys.ts";

test("every key begins with the prefix, and no two are the same", () => {
  const { prefix, ...keys } = keysFor("{team}:");
  const all = Object.values(keys).map((key) => (typeof key === "string" ? key : key("x")));

  expect(prefix).toBe("{team}:");
  expect(all.filter((key) => !key.startsWith("{team}:"))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});
