import * as fc from "fast-check";
import { anyText } from "../../support/any-text.ts";
import { expect, it } from "vitest";
import { spoken, spokenNumber } from "../../../src/lib/spoken.ts";

it.each([
  ["Builds are queueing up", "Builds are queueing up"],
  ["Disk **full** on `db_1` 🔥🔥 <b>now</b>", "Disk full on db 1 b now b"],
  ["See https://evil.example/x?y=1 and www.evil.example now", "See and now"],
  ["Disk < 5% free & load > 12", "Disk under 5% free and load over 12"],
  ["Größe überschritten, déjà vu", "Größe überschritten, déjà vu"],
  ["Диск заполнен", "Диск заполнен"],
  [`trace ${"a1".repeat(40)} failed`, `trace ${"a1".repeat(12)} failed`],
  ["Latency (p99): 3.5 s.", "Latency (p99): 3.5 s"],
  ["ana@example.com", "ana at example.com"],
  ["🔥🚒", ""],
  ["***", ""],
])("%j is spoken as %j", (text, said) => {
  expect(spoken(text, 120)).toBe(said);
});

it("what is too long ends with a whole word", () => {
  expect(spoken("Builds are queueing up", 15)).toBe("Builds are");
  expect(spoken("Builds are queueing up", 19)).toBe("Builds are queueing");
  expect(spoken("Kraftfahrzeughaftpflicht", 5)).toBe("Kraft");
});

it("whatever comes from outside: no markup, no link, no emoji, and never too long", () => {
  fc.assert(
    fc.property(anyText(150), fc.integer({ min: 1, max: 150 }), (text, max) => {
      const said = spoken(text, max);
      expect(Array.from(said).length).toBeLessThanOrEqual(max);
      expect(said).not.toMatch(/[<>&"\n\r`*_#|]|:\/\/|\p{Extended_Pictographic}|\p{Cc}|\p{Cs}/u);
    }),
  );
});

it.each([
  [8_200, "8,200"],
  [0.125, "0.13"],
  [-5, "minus 5"],
  [-0.001, "0"],
  [12_345_678, "12.3 million"],
  [1.5e9, "1.5 billion"],
  [1e300, "a very large number"],
])("the number %d is spoken as %j", (value, said) => {
  expect(spokenNumber(value)).toBe(said);
});
