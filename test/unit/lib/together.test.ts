import { expect, test } from "vitest";
import { together } from "../../../src/lib/together.ts";

test("what is asked in one turn is one call, and each gets its own answer or error", async () => {
  const calls: (readonly number[])[] = [];
  const half = together(async (numbers: readonly number[]) => {
    calls.push(numbers);
    return numbers.map((n) => (n % 2 === 0 ? n / 2 : new Error(`${n} is odd`)));
  });

  expect(await Promise.allSettled([half(2), half(3), half(8)])).toEqual([
    { status: "fulfilled", value: 1 },
    { status: "rejected", reason: new Error("3 is odd") },
    { status: "fulfilled", value: 4 },
  ]);
  expect(await half(4)).toBe(2);
  expect(calls).toEqual([[2, 3, 8], [4]]);
});

test("an error of the call is everybody's, and so is an answer that is missing", async () => {
  const away = together(() => Promise.reject(new Error("away")));
  const short = together(async () => [1]);

  expect(await Promise.allSettled([away(1), away(2)])).toMatchObject([
    { reason: new Error("away") },
    { reason: new Error("away") },
  ]);
  expect(await Promise.allSettled([short(1), short(2)])).toMatchObject([
    { value: 1 },
    { reason: new Error("an answer is missing") },
  ]);
});
