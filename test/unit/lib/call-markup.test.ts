import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callMarkup } from "../../../src/lib/call-markup.ts";
import { readMarkup } from "../../fakes/carrier/markup.ts";

const keysTo = "https://watch.example/keys?a=1&b=2";
const thenTo = "https://watch.example/rounds/2";

/** All that markup is made of, and what it cannot hold. */
const hostile = fc.string({
  unit: fc.constantFrom(
    ..."a <>&\"'/;#x]!-\n\t".split(""),
    "\0",
    "\u001F",
    "\uFFFE",
    "\uD800",
    "😀",
  ),
});

describe("a document of a call", () => {
  it("speaks with a pause before each sentence, waits for one key, and goes on", () => {
    const { verbs, problems } = readMarkup(
      callMarkup({ say: ["One.", "Two."], keysTo, thenTo }),
      "voice",
    );

    expect(problems).toEqual([]);
    expect(verbs).toEqual([
      {
        verb: "gather",
        digits: 1,
        seconds: 8,
        action: keysTo,
        method: "POST",
        finishOnKey: "#",
        says: [
          { verb: "pause", seconds: 1 },
          { verb: "say", text: "One." },
          { verb: "pause", seconds: 1 },
          { verb: "say", text: "Two." },
        ],
      },
      { verb: "redirect", to: thenTo, method: "POST" },
    ]);
  });

  it("hangs up where nothing follows", () => {
    const { verbs } = readMarkup(
      callMarkup({ say: ["Bye."], keysTo: null, thenTo: null }),
      "voice",
    );

    expect(verbs.at(-1)).toEqual({ verb: "hangup" });
  });

  it("says whatever comes from outside, and does nothing of it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const say = [`${text}</Say><Hangup/>`];
        const { verbs, problems } = readMarkup(
          callMarkup({ say, keysTo: null, thenTo: null }),
          "voice",
        );

        expect(problems).toEqual([]);
        expect(verbs.map(({ verb }) => verb)).toEqual(["pause", "say", "hangup"]);
      }),
    );
  });
});
