import * as fc from "fast-check";
import { anyText } from "../../support/any-text.ts";
import { expect, it } from "vitest";
import { smsText } from "../../../src/lib/sms-text.ts";

it.each([
  ["Builds are queueing up", "Builds are queueing up"],
  ["“Größe” – déjà vu… Łódź, Øre", '"Grosse" - deja vu... Lodz, Ore'],
  ["Disk `full` on {db_1} [a|b]~", "Disk 'full' on (db_1) (a/b)-"],
  ["load ≥ 5 → page", "load >= 5 -> page"],
  ["🔥 Disk full 🔥", "Disk full"],
  ["Диск disk full", "? disk full"],
  ["Call https://evil.example/x now", "Call evil example/x now"],
  ["www.evil.example", "www evil example"],
  ["ana@evil.example", "ana at evil example"],
  ["mailto:x tel:123", "mailto x tel 123"],
  ["10.0.0.5 answers in 3.5 s.", "10-0-0-5 answers in 3.5 s."],
  ["ｅｖｉｌ．ｅｘａｍｐｌｅ", "evil example"],
])("%j becomes %j", (text, plain) => {
  expect(smsText(text, 100)).toBe(plain);
});

it.each(["Диск заполнен", "ディスクがいっぱい", "🔥", "", "…"])(
  "of %j nothing useful would be left",
  (text) => {
    expect(smsText(text, 100)).toBeNull();
  },
);

it("what is too long is cut with a mark", () => {
  expect(smsText("x".repeat(50), 20)).toBe(`${"x".repeat(17)}...`);
});

/** The GSM alphabet's part of ASCII: anything else takes two places, or makes the whole message one of 70 letters. */
const ONE_PLACE_EACH = /^[A-Za-z0-9 @$_!"#%&'()*+,\-./:;<=>?]*$/;

it("whatever comes from outside: one place a letter, nothing that a phone makes a link of, and never too long", () => {
  const nasty = fc.constantFrom(
    "http",
    "://",
    "www.",
    ".",
    "a.com",
    "@",
    "é",
    "。",
    "1.2.3.4",
    "ж",
    " ",
  );
  const text = fc.oneof(
    anyText(120),
    fc.array(nasty, { maxLength: 30 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 120 }), (given, max) => {
      const plain = smsText(given, max) ?? "";
      expect(plain.length).toBeLessThanOrEqual(max);
      expect(plain).toMatch(ONE_PLACE_EACH);
      expect(plain).not.toMatch(/:\/\/|@|[a-z0-9]\.[a-z]|\d\.\d+\.\d+\.\d/i);
    }),
  );
});
