import { expect, test } from "vitest";
import { inboundSchema } from "../../../../src/adapters/inbound/schema.ts";

const accepts = (options: object): boolean => inboundSchema.options.safeParse(options).success;

test("an inbound alert may name the labels that make a signal its own, and has no threshold", () => {
  expect([{}, { match: { alertname: "HighErrorRate" } }].map(accepts)).toEqual([true, true]);
  expect(
    [{ match: "HighErrorRate" }, { match: { code: 500 } }, { label: "x" }].map(accepts),
  ).toEqual([false, false, false]);
  expect(inboundSchema.threshold).toBe(false);
});
