import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSms } from "../../../src/commands/sms-words.ts";
import { anyText } from "../../support/any-text.ts";

describe("an SMS", () => {
  it.each([
    ["ack", "acknowledge", null],
    ["  Ack.", "acknowledge", null],
    ["ack 17", "acknowledge", 17],
    ["ack #17", "acknowledge", 17],
    ["ACK17", "acknowledge", 17],
    ["Ack, 17 on my way", "acknowledge", 17],
    ["ack incident 17", "acknowledge", 17],
    ["ack no. 17", "acknowledge", 17],
    ["acknowledge 17", "acknowledge", 17],
    ["Acknowledged #17", "acknowledge", 17],
    ["ack all", "acknowledge", null],
    ["ack now", "acknowledge", null],
    ["ack no. 17, not urgent", "acknowledge", 17],
    ["ack for 2h", "acknowledge", null],
    ["ack 30m", "acknowledge", null],
    ["ack 2.5h", "acknowledge", null],
    ["ack 17.", "acknowledge", 17],
    ["esc, I can't", "escalate", null],
    ["ack 99999999999999999999", "acknowledge", 1e20],
    ["esc", "escalate", null],
    ["esc 17", "escalate", 17],
    ["ESC#17", "escalate", 17],
    ["escalate 17 please", "escalate", 17],
  ])("%j wants %s of %s", (text, verb, number) => {
    expect(readSms(text)).toEqual({ kind: "act", verb, number });
  });

  it.each([
    "STOP",
    "stop.",
    " StopAll ",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
  ])("%j ends what is sent", (text) => {
    expect(readSms(text)).toEqual({ kind: "stop" });
  });

  it.each([
    ["START", false],
    ["unstop", false],
    ["Yes", true],
  ])("%j resumes it", (text, isYes) => {
    expect(readSms(text)).toEqual({ kind: "start", isYes });
  });

  it.each([
    "akc",
    "akc 17",
    "ok",
    "OK!",
    "yes I will",
    "ackk",
    "ac",
    "back 17",
    "ecs",
    "escl",
    "1",
    "17",
    "#17",
    "y",
    "ack not possible",
    "ack 17 can’t",
    "Ack? Who has it?",
    "ack doesn't work",
    "ack no",
  ])("%j is nearly one of ours", (text) => {
    expect(readSms(text)).toEqual({ kind: "nearly" });
  });

  it.each([
    "",
    "   ",
    "Ackerman has it",
    "escape",
    "stop ringing",
    "who is this?",
    "I saw it, ack 17",
    "🔥",
    "x".repeat(10_000),
  ])("%j acts on nothing", (text) => {
    expect(["nearly", "other"]).toContain(readSms(text).kind);
  });

  it("of any other text is never an act", () => {
    fc.assert(
      fc.property(anyText(80), (text) => {
        const { kind } = readSms(text);
        expect(kind !== "act" || /^\s*(ack|esc)/i.test(text)).toBe(true);
        expect((kind !== "stop" && kind !== "start") || /^[\s.!a-z]*$/i.test(text)).toBe(true);
      }),
    );
  });
});
