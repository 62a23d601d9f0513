import { expect, test } from "vitest";
import { heartbeatSchema } from "../../../../src/adapters/heartbeat/schema.ts";

const accepts = (options: object): boolean => heartbeatSchema.options.safeParse(options).success;

test("a heartbeat is expected within a duration, and has no threshold", () => {
  expect([{ expect: "10m" }, { expect: "1d12h" }].map(accepts)).toEqual([true, true]);
  expect(
    [
      {},
      { expect: "10" },
      { expect: 600 },
      { expect: "0s" },
      { expect: "soon" },
      { expect: "10m", every: "1m" },
    ].map(accepts),
  ).toEqual([false, false, false, false, false, false]);
  expect(heartbeatSchema.threshold).toBe(false);
});
