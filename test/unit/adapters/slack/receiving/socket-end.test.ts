import { WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import { socketEndOf } from "../../../../../src/adapters/slack/receiving/socket-end.ts";

const answered = (data: unknown): WebAPIPlatformError =>
  new WebAPIPlatformError(data as WebAPIPlatformError["data"]);

describe("the end of a socket", () => {
  it("is a refusal by Slack's own word", () => {
    const end = socketEndOf(answered({ ok: false, error: "invalid_auth" }));
    expect(end).toEqual({ kind: "refused", error: "invalid_auth" });
  });

  it("is as long as Slack wants to be left alone", () => {
    const end = socketEndOf(new WebAPIRateLimitedError(7));
    expect(end).toEqual({ kind: "limited", retryAfterMs: 7_000 });
  });

  it.each([
    { ok: false },
    { ok: false, error: { a: 1 } },
    { ok: false, error: "<html>Sign in to the guest network</html>" },
    { ok: false, error: "internal_error" },
  ])("is no refusal when what answers is not Slack, or Slack in trouble: %j", (data) => {
    expect(socketEndOf(answered(data))).toEqual({ kind: "closed" });
  });

  it("is an end like any other when nothing answers", () => {
    expect(socketEndOf(new TypeError("fetch failed"))).toEqual({ kind: "closed" });
  });
});
