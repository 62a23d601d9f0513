import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSealer } from "../../../src/lib/seal.ts";

const sealer = createSealer(["new", "old"], "contacts");

describe("what is sealed", () => {
  test("opens as it was, in its own place only", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string(),
        fc.string(),
        (text, here, there) => {
          const sealed = sealer.seal(text, here);

          expect(sealer.open(sealed, here)).toBe(text);
          expect(sealer.open(sealed, there)).toBe(here === there ? text : null);
        },
      ),
    );
  });

  test("does not show the text, nor that two texts are the same", () => {
    const sealed = sealer.seal("watchroom-topic", "ana|push");

    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("watchroom");
    expect(sealer.seal("watchroom-topic", "ana|push")).not.toBe(sealed);
  });

  test("with the secret that is being replaced still opens; with another it does not", () => {
    const sealed = createSealer(["old"], "contacts").seal("topic", "ana|push");

    expect(sealer.open(sealed, "ana|push")).toBe("topic");
    expect(createSealer(["new"], "contacts").open(sealed, "ana|push")).toBeNull();
  });

  test("is sealed with the first secret", () => {
    const sealed = sealer.seal("topic", "ana|push");

    expect(createSealer(["new"], "contacts").open(sealed, "ana|push")).toBe("topic");
    expect(createSealer(["old"], "contacts").open(sealed, "ana|push")).toBeNull();
  });

  test("for one purpose does not open for another", () => {
    const sealed = sealer.seal("topic", "ana|push");

    expect(createSealer(["new", "old"], "phones").open(sealed, "ana|push")).toBeNull();
  });

  test("does not open when any byte of it is changed, or some are missing", () => {
    const sealed = Buffer.from(sealer.seal("topic", "ana|push"), "base64url");

    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(sealer.open(changed.toString("base64url"), "ana|push")).toBeNull();
      expect(sealer.open(sealed.subarray(0, index).toString("base64url"), "ana|push")).toBeNull();
    }
    expect(sealer.open("not sealed at all", "ana|push")).toBeNull();
  });
});

test("there is no sealer without a secret", () => {
  expect(() => createSealer([], "contacts")).toThrow("a sealer needs a secret");
});
