import { expect, it } from "vitest";
import { callProgress, messageProgress } from "../../../../src/adapters/twilio/states.ts";

const failed = (reason: string, permanent: boolean) => ({
  kind: "failed",
  failure: { outcome: "failed", reason, permanent },
});

it.each([
  ["accepted", { kind: "under-way" }],
  ["queued", { kind: "under-way" }],
  ["sending", { kind: "under-way" }],
  ["sent", { kind: "under-way" }],
  ["a word of tomorrow", { kind: "under-way" }],
  ["delivered", { kind: "delivered" }],
  ["read", { kind: "delivered" }],
] as const)("a message that is %s is no failure", (status, state) => {
  expect(messageProgress(status, 30_005)).toEqual(state);
});

it.each(["undelivered", "failed", "canceled"])(
  "a message that is %s says why by its number",
  (status) => {
    expect(messageProgress(status, 30_005)).toEqual(failed("bad-destination", true));
    expect(messageProgress(status, null)).toEqual(failed("unreachable", false));
    expect(messageProgress(status, 12_345)).toEqual(failed("unreachable", false));
  },
);

it.each([
  [null, null, failed("bad-destination", true)],
  [null, 404, failed("bad-destination", true)],
  [null, 503, failed("unreachable", false)],
  [21_215, 404, failed("unpaid", true)],
] as const)(
  "a call that failed with %j from Twilio and %j from the network",
  (code, sip, state) => {
    expect(callProgress("failed", { code, sip })).toEqual(state);
  },
);

it("a call that rings or was not answered has not failed", () => {
  const none = { code: null, sip: null };

  expect(callProgress("ringing", none)).toEqual({ kind: "under-way" });
  expect(callProgress("no-answer", { code: null, sip: 487 })).toEqual({
    kind: "over",
    why: "no-answer",
  });
});
