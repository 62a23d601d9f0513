import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutBytes } from "../../../src/lib/cut-bytes.ts";

test("a text that fits is left as it is", () => {
  expect(cutBytes("Grüße", 7)).toBe("Grüße");
});

test("a text that does not is cut by its bytes, with a mark, between characters", () => {
  expect(cutBytes("Grüße", 6)).toBe("Gr…");
  expect(cutBytes("a\u{1F525}b", 5)).toBe("a…");
});

test("whatever the text, it fits, and is a beginning of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 40 }), (text, max) => {
      const cut = cutBytes(text, max);

      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
      expect(text.startsWith(cut === text ? cut : cut.slice(0, -1))).toBe(true);
    }),
  );
});
