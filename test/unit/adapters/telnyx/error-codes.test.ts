import { describe, expect, it } from "vitest";
import { meaningOf, type TelnyxError } from "../../../../src/adapters/telnyx/error-codes.ts";

const error = (code: number, changes: Partial<TelnyxError> = {}): TelnyxError => ({
  code,
  words: "",
  pointer: "",
  ...changes,
});

describe("what Telnyx's numbers mean", () => {
  it.each([
    [10_009, "unauthorized", true],
    [20_002, "unauthorized", true],
    [40_305, "unauthorized", true],
    [10_038, "unpaid", true],
    [10_039, "unpaid", true],
    [20_012, "unpaid", true],
    [20_100, "unpaid", true],
    [40_010, "unpaid", true],
    [40_309, "unpaid", true],
    [40_314, "unpaid", true],
    [10_002, "bad-destination", true],
    [10_016, "bad-destination", true],
    [40_001, "bad-destination", true],
    [40_310, "bad-destination", true],
    [40_003, "rejected", true],
    [40_302, "rejected", true],
    [40_016, "rate-limited", true],
    [40_318, "rate-limited", false],
    [10_007, "server-error", false],
    [40_008, "unreachable", false],
    [40_005, "timeout", false],
  ])("%i: %s, for good: %s", (code, reason, permanent) => {
    expect(meaningOf(error(code))).toEqual({ reason, permanent });
  });

  it.each(["Blocked due to STOP message", "The recipient opted out", "An existing block rule", ""])(
    "40300 that says %j: its person wants no more SMS",
    (words) => {
      expect(meaningOf(error(40_300, { words }))).toEqual({ reason: "opted-out", permanent: true });
    },
  );

  it("40300 that speaks of something else does not take a person for one who wants no more SMS", () => {
    const words = "The number is not assigned to a messaging profile";

    expect(meaningOf(error(40_300, { words }))).toEqual({ reason: "rejected", permanent: true });
  });

  it("a wrong number that is our own says nothing of the one that it goes to", () => {
    for (const pointer of ["/from", "/From"])
      expect(meaningOf(error(10_002, { pointer }))?.reason).toBe("unauthorized");
    for (const pointer of ["/to", "/To", ""])
      expect(meaningOf(error(10_002, { pointer }))?.reason).toBe("bad-destination");
  });

  it.each([0, 99_999, 10_015])("%i means nothing by itself", (code) => {
    expect(meaningOf(error(code))).toBeNull();
  });

  it("no error means nothing", () => {
    expect(meaningOf(null)).toBeNull();
  });
});
