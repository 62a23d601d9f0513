import { assert, integer, property } from "fast-check";
import { expect, it } from "vitest";
import { handOverKey, incidentOf } from "../../../src/lib/hand-over-key.ts";

it("a key stands for its incident, and for none other, however often it was given back", () => {
  assert(
    property(
      integer({ min: 0 }),
      integer({ min: 0, max: 99 }),
      integer({ min: 0, max: 99 }),
      (number, one, other) => {
        expect(incidentOf(handOverKey(number, one))).toBe(number);
        expect(handOverKey(number, one) === handOverKey(number, other)).toBe(one === other);
      },
    ),
  );
  expect([handOverKey(17, 0), handOverKey(17, 1)]).toEqual(["watchroom-17", "watchroom-17-2"]);
});

it.each(["", "watchroom-", "watchroom-x", "watchroom-1-", "watchroom-1-2-3", "17", " watchroom-1"])(
  "%j is no key of ours",
  (key) => {
    expect(incidentOf(key)).toBeNull();
  },
);
