import * as fc from "fast-check";
import { anyText } from "../../support/any-text.ts";
import { describe, expect, it } from "vitest";
import { callMarkup } from "../../../src/lib/call-markup.ts";
import { pageCall, testCall } from "../../../src/watch/page-call.ts";
import { incident } from "../../support/in-memory-watch.ts";

const KEYS = "Press 1 to acknowledge, 2 to escalate, 3 to hear it again.";
const NONE = { push: false, directMessage: false };
const builds = incident(17, { title: "Builds are queueing up", value: 8_200, threshold: 5_000 });

describe("a call", () => {
  it("says what it is about, and always the keys", () => {
    expect(pageCall([builds], null)).toEqual({
      say: ["This is watchroom.", "Incident 17. Builds are queueing up, 8,200 of 5,000.", KEYS],
      keys: { silence: 2 },
    });
  });

  it("about nothing but emoji still says its number and its alert", () => {
    expect(pageCall([incident(3, { title: "🔥", alert: "disk-full" })], null).say).toContain(
      "Incident 3. disk-full.",
    );
  });

  it.each([
    [NONE, "Acknowledge in the room."],
    [{ ...NONE, push: true }, "Acknowledge in the room, or in the push about it."],
    [
      { push: true, directMessage: true },
      "Acknowledge in the room, or in the push or the direct message about it.",
    ],
  ])("that hears no key says it twice, and only what works: %j", (ways, words) => {
    const text = "Incident 17. Builds are queueing up, 8,200 of 5,000.";
    const then = `No key is heard here. ${words}`;

    expect(pageCall([builds], ways)).toEqual({
      say: ["This is watchroom.", text, then, text, then],
      keys: null,
    });
  });

  it("is short enough for any provider, whatever it is about", () => {
    const some = fc.record({
      number: fc.integer({ min: 1, max: 999_999_999 }),
      title: anyText(160),
      alert: fc.constantFrom("a", "b", "c", "d"),
      value: fc.option(fc.double({ noNaN: true })),
      threshold: fc.option(fc.double({ noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 8 }), (all) => {
        const incidents = all.map(({ number, ...rest }) => incident(number, rest));
        const { say } = pageCall(incidents, null);
        expect(say.join(" ").length).toBeLessThan(600);
        const inline = pageCall(incidents, { push: true, directMessage: true });
        expect(callMarkup({ say: inline.say, keysTo: null, thenTo: null }).length).toBeLessThan(
          4_000,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("a test call", () => {
  it("says for whom it is, that nothing is wrong, and its key", () => {
    expect(testCall("Ana *B*", true).say).toEqual([
      "This is watchroom.",
      "This is a test for Ana B. Nothing is wrong.",
      "Press 1 to say that you hear it.",
    ]);
    expect(testCall("🔥", false)).toMatchObject({
      say: expect.arrayContaining(["This is a test for you. Nothing is wrong."]) as string[],
      keys: null,
    });
  });
});
