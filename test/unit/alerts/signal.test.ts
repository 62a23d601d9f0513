import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/alerts/signal.ts";

const labels = fc.dictionary(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), {
  maxKeys: 5,
  noNullPrototype: true,
});

const sorted = (given: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1)));

describe("a fingerprint", () => {
  test("is the same whatever the order of the labels", () => {
    fc.assert(
      fc.property(fc.string(), labels, (alert, given) => {
        const reversed = Object.fromEntries(Object.entries(given).toReversed());

        expect(fingerprint(alert, reversed)).toBe(fingerprint(alert, given));
      }),
    );
  });

  test("differs when alert or labels differ", () => {
    fc.assert(
      fc.property(fc.string(), labels, fc.string(), labels, (alert, some, other, others) => {
        const isSame = alert === other && sorted(some) === sorted(others);

        expect(fingerprint(alert, some) === fingerprint(other, others)).toBe(isSame);
      }),
    );
  });

  test.each([
    ["name and value", { a: "bc" }, { ab: "c" }],
    ["one label and two", { a: 'b","c' }, { a: "b", c: "" }],
    ["an empty label and none", { a: "" }, {}],
  ])("does not confuse %s", (_what, some: Record<string, string>, others) => {
    expect(fingerprint("x", some)).not.toBe(fingerprint("x", others));
  });

  test("does not confuse an alert's name with a label", () => {
    expect(fingerprint("a", { b: "" })).not.toBe(fingerprint("ab", {}));
  });

  test("is short and safe to be part of a key, whatever it is made of", () => {
    expect(fingerprint("x:\n*?[", { "\u{1F525}": "\uD800" })).toMatch(/^[0-9a-f]{32}$/);
  });

  test("stays what it was, so that what is stored is found again", () => {
    expect(fingerprint("host-disk-full", { disk: "/", host: "a" })).toBe(
      fingerprint("host-disk-full", { host: "a", disk: "/" }),
    );
    expect(fingerprint("host-disk-full", {})).toBe("47aadcdc646335f546027959d8526111");
  });
});
