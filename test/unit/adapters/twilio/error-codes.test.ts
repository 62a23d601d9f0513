import { expect, it } from "vitest";
import { meaningOf } from "../../../../src/adapters/twilio/error-codes.ts";

it.each([
  [21_211, "bad-destination", true],
  [21_614, "bad-destination", true],
  [30_003, "bad-destination", false],
  [30_005, "bad-destination", true],
  [30_006, "bad-destination", true],
  [21_610, "opted-out", true],
  [30_004, "rejected", true],
  [30_007, "rejected", true],
  [21_608, "unpaid", true],
  [21_219, "unpaid", true],
  [21_215, "unpaid", true],
  [21_408, "unpaid", true],
  [30_002, "unpaid", true],
  [20_005, "unpaid", true],
  [30_034, "unpaid", true],
  [20_003, "unauthorized", true],
  [21_210, "unauthorized", true],
  [20_429, "rate-limited", false],
  [63_038, "rate-limited", true],
  [30_008, "unreachable", false],
  [30_036, "timeout", false],
] as const)("Twilio's %d is %s", (code, reason, permanent) => {
  expect(meaningOf(code)).toEqual({ reason, permanent });
});

it.each([null, 0, 12_345])("%j means nothing", (code) => {
  expect(meaningOf(code)).toBeNull();
});
