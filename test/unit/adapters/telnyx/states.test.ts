import { describe, expect, it } from "vitest";
import { callProgress, messageProgress } from "../../../../src/adapters/telnyx/states.ts";

const failed = (reason: string, permanent: boolean): object => ({
  kind: "failed",
  failure: { outcome: "failed", reason, permanent },
});

describe("how a call stands", () => {
  it.each([
    ["queued", { kind: "under-way" }],
    ["initiated", { kind: "under-way" }],
    ["ringing", { kind: "under-way" }],
    ["in-progress", { kind: "answered" }],
    ["completed", { kind: "over", why: "completed" }],
    ["no-answer", { kind: "over", why: "no-answer" }],
    ["busy", { kind: "over", why: "busy" }],
    ["canceled", { kind: "over", why: "cancelled" }],
    ["toString", { kind: "under-way" }],
  ])("%s", (status, state) => {
    expect(callProgress(status, "")).toEqual(state);
  });

  it("one that failed says whether its number is wrong, and else may be tried again", () => {
    expect(callProgress("failed", "not_found")).toEqual(failed("bad-destination", true));
    expect(callProgress("failed", "unspecified")).toEqual(failed("unreachable", false));
    expect(callProgress("failed", "")).toEqual(failed("unreachable", false));
  });
});

describe("how a message stands", () => {
  const error = (code: number) => ({ code, words: "", pointer: "" });

  it.each([
    ["queued", { kind: "under-way" }],
    ["sending", { kind: "under-way" }],
    ["sent", { kind: "under-way" }],
    ["delivery_unconfirmed", { kind: "under-way" }],
    ["delivered", { kind: "delivered" }],
    ["delivery_failed", failed("unreachable", false)],
    ["sending_failed", failed("unreachable", false)],
    ["expired", failed("unreachable", false)],
  ])("%s", (status, state) => {
    expect(messageProgress(status, null)).toEqual(state);
  });

  it("one that failed says why, as far as Telnyx does", () => {
    expect(messageProgress("delivery_failed", error(40_001))).toEqual(
      failed("bad-destination", true),
    );
    expect(messageProgress("sending_failed", error(20_100))).toEqual(failed("unpaid", true));
    expect(messageProgress("delivery_failed", error(40_300))).toEqual(failed("opted-out", true));
  });
});
