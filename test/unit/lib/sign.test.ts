import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSigner, isEqual } from "../../../src/lib/sign.ts";

const signer = createSigner(["new", "old"], "cookie");

describe("a signature", () => {
  test("holds for its text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(signer.verify(text, signer.sign(text))).toBe(true);
      }),
    );
  });

  test("does not hold for any other text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        fc.pre(text !== other);

        expect(signer.verify(other, signer.sign(text))).toBe(false);
      }),
    );
  });

  test("does not hold when a character of it is changed, added or left out", () => {
    const good = signer.sign("ana");
    const changed = `${good.startsWith("A") ? "B" : "A"}${good.slice(1)}`;

    for (const bad of [changed, `${good}=`, good.slice(0, -1), "", good.toUpperCase()])
      expect(signer.verify("ana", bad)).toBe(false);
  });

  test("made with the secret that is being replaced still holds", () => {
    expect(signer.verify("ana", createSigner(["old"], "cookie").sign("ana"))).toBe(true);
  });

  test("is made with the first secret", () => {
    expect(createSigner(["new"], "cookie").verify("ana", signer.sign("ana"))).toBe(true);
    expect(createSigner(["old"], "cookie").verify("ana", signer.sign("ana"))).toBe(false);
  });

  test("made for one purpose does not hold for another", () => {
    expect(createSigner(["new"], "link").verify("ana", signer.sign("ana"))).toBe(false);
  });

  test("can go into a link as it is", () => {
    expect(signer.sign("ana")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

test("there is no signer without a secret", () => {
  expect(() => createSigner([], "cookie")).toThrow("a signer needs a secret");
});

test("texts are equal when they are the same, in length and bytes", () => {
  expect(isEqual("token", "token")).toBe(true);
  expect(isEqual("token", "tokeN")).toBe(false);
  expect(isEqual("token", "token2")).toBe(false);
  expect(isEqual("é", "ab")).toBe(false);
  expect(isEqual("", "")).toBe(true);
});
