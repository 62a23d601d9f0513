import { expect, it } from "vitest";
import { callState } from "../../../src/lib/call-states.ts";

it.each([
  ["queued", { kind: "under-way" }],
  ["initiated", { kind: "under-way" }],
  ["ringing", { kind: "under-way" }],
  ["in-progress", { kind: "answered" }],
  ["answered", { kind: "answered" }],
  ["completed", { kind: "over", why: "completed" }],
  ["no-answer", { kind: "over", why: "no-answer" }],
  ["busy", { kind: "over", why: "busy" }],
  ["canceled", { kind: "over", why: "cancelled" }],
  ["failed", { kind: "failed" }],
] as const)("a call that is %s", (status, state) => {
  expect(callState(status)).toEqual(state);
});

it.each(["", "dialled-twice", "toString", "__proto__"])(
  "a call that is %j, which nobody told us of, is still under way",
  (status) => {
    expect(callState(status)).toEqual({ kind: "under-way" });
  },
);
