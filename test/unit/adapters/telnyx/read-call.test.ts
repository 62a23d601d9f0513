import { describe, expect, it } from "vitest";
import { readCallStatus, readDigit } from "../../../../src/adapters/telnyx/read-call.ts";

const read = (form: string) => readCallStatus(Buffer.from(form))?.progress ?? null;

describe("what Telnyx tells of a call", () => {
  it("has a name, a number in its order and a state", () => {
    expect(read("CallSid=v3%3Aab&CallStatus=in-progress&SequenceNumber=2&Extra=1")).toEqual({
      providerId: "v3:ab",
      sequence: 2,
      state: { kind: "answered" },
    });
  });

  it.each(["", "&SequenceNumber=", "&SequenceNumber=-1", "&SequenceNumber=1e3"])(
    "is in no order where it counts nothing (%j)",
    (rest) => {
      expect(read(`CallSid=a&CallStatus=ringing${rest}`)).toMatchObject({ sequence: null });
    },
  );

  it("tells a wrong number from a call that did not get through", () => {
    const reason = (rest: string) => read(`CallSid=a&CallStatus=failed${rest}`)?.state;

    expect(reason("&HangupCause=not_found")).toMatchObject({
      failure: { reason: "bad-destination", permanent: true },
    });
    expect(reason("")).toMatchObject({ failure: { reason: "unreachable", permanent: false } });
  });

  it.each([
    "",
    "CallSid=a",
    "CallStatus=ringing",
    "CallSid=&CallStatus=ringing",
    `CallSid=${"a".repeat(201)}&CallStatus=ringing`,
  ])("is nothing without a name and a state", (form) => {
    expect(read(form)).toBeNull();
  });
});

describe("the key that was pressed", () => {
  it.each([
    ["Digits=1", "1"],
    ["Digits=12", "1"],
    ["Digits=%23", "#"],
    ["Digits=", ""],
    ["CallSid=a", ""],
  ])("in %s is %j", (form, digit) => {
    expect(readDigit(Buffer.from(form))).toBe(digit);
  });
});
