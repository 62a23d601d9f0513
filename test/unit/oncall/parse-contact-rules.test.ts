import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areContactRules, parseContactRules } from "../../../src/oncall/parse-contact-rules.ts";

const MIN = 60_000;
const read = (text: string) => parseContactRules(text.split(" "));

describe("contact rules", () => {
  test.each([
    "dm now, push now, sms 2m, voice 5m",
    "dm now push now sms 2m voice 5m",
    "DM now ,push NOW,sms 120s,  voice 5m",
    "dm 0s, push now, sms 1m60s, voice 5m,",
  ])("are read from %j", (text) => {
    expect(read(text)).toEqual({
      ok: true,
      rules: [
        { method: "dm", afterMs: 0 },
        { method: "push", afterMs: 0 },
        { method: "sms", afterMs: 2 * MIN },
        { method: "voice", afterMs: 5 * MIN },
      ],
    });
  });

  test.each([
    ["", "At least one way is needed."],
    ["fax now", "fax is no way to be told: dm, push, sms or voice."],
    ["pagerduty now", "pagerduty is no way"],
    ["dm now sms", "sms needs a time: `now`, or how long after, such as `2m`."],
    ["dm push now", "dm needs a time"],
    ["sms 2", "sms 2 is no time: write `now`, or a number with its unit"],
    ["sms -2m", String.raw`sms \-2m is no time`],
    ["sms soon", "sms soon is no time"],
    ["dm now, dm 2m", "dm stands there twice."],
    ["voice 31m", "voice 31m is too late: 30 min at most."],
    ["sms 2m **now", String.raw`\*\*now is no way`],
  ])("are refused for %j", (text, why) => {
    expect(read(text)).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });

  test("may be half an hour late", () => {
    expect(read("voice 30m")).toMatchObject({ rules: [{ afterMs: 30 * MIN }] });
  });

  test("hold each way once, within half an hour, whatever was written", () => {
    const word = fc.constantFrom("dm", "push", "sms", "voice", "now", "2m", "31m", "1h", "x", ",");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const parsed = parseContactRules(words);
        if (!parsed.ok) return;
        const methods = parsed.rules.map(({ method }) => method);
        expect(methods.length).toBeGreaterThan(0);
        expect(new Set(methods).size).toBe(methods.length);
        for (const { afterMs } of parsed.rules) {
          expect(afterMs).toBeGreaterThanOrEqual(0);
          expect(afterMs).toBeLessThanOrEqual(30 * MIN);
        }
      }),
    );
  });

  test.each([
    ["push", false],
    ["push now", true],
    ["sms", true],
    ["fax 2m", true],
    ["test push", false],
    ["remove push", false],
    ["pull", false],
  ])("are what %j is meant as: %s", (text, meant) => {
    expect(areContactRules(text.split(" "))).toBe(meant);
  });
});
