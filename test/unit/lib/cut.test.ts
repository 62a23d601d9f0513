import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut } from "../../../src/lib/cut.ts";

describe("cutting a text", () => {
  test("leaves what is short enough as it is", () => {
    expect(cut("abcd", 4)).toBe("abcd");
  });

  test("marks where it was cut", () => {
    expect(cut("abcde", 4)).toBe("abc…");
    expect(cut("abcde", 1)).toBe("…");
  });

  test("never cuts within a character that takes two places", () => {
    expect(cut("ab\u{1F525}cd", 4)).toBe("ab…");
    expect(cut("a\u{1F525}bcd", 4)).toBe("a\u{1F525}…");
  });

  test("gives the beginning of the text, whole characters, and no more than was asked for", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const short = cut(text, max);

          expect(short.length).toBeLessThanOrEqual(max);
          expect(() => encodeURIComponent(short)).not.toThrow();
          expect(short === text || text.startsWith(short.slice(0, -1))).toBe(true);
          expect(short === text).toBe(text.length <= max);
        },
      ),
    );
  });
});
