import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSigner } from "../../../src/lib/sign.ts";
import { createPageLinks } from "../../../src/watch/page-links.ts";

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const links = createPageLinks("https://watch.test", createSigner(["secret"], "page link"));
const of = (page: string) => {
  const { view, acknowledge } = links.of(page, NOW);
  return { view: tokenOf(view), acknowledge: tokenOf(acknowledge) };
};

function tokenOf(url: string): string {
  expect(url).toMatch(/^https:\/\/watch\.test\/a\/[-_.A-Za-z0-9]{1,100}$/);
  return url.split("/a/")[1] ?? "";
}

describe("the links of a page", () => {
  test("are two: one to look, one for the button", () => {
    const { view, acknowledge } = of("p1");

    expect(links.read(view, NOW)).toEqual({ outcome: "good", kind: "view", page: "p1" });
    expect(links.read(acknowledge, NOW)).toEqual({
      outcome: "good",
      kind: "acknowledge",
      page: "p1",
    });
  });

  test("hold for a day", () => {
    const { view } = of("p1");

    expect(links.read(view, NOW + DAY - 1_000)).toMatchObject({ outcome: "good" });
    expect(links.read(view, NOW + DAY + 1_000)).toEqual({ outcome: "expired" });
  });

  test("cannot be made into another's, by any change", () => {
    const { view } = of("p1");
    const [, , until, signature] = view.split(".");
    const later = (Number.parseInt(until ?? "", 36) + 1).toString(36);

    const forged = [
      `v.p2.${until}.${signature}`,
      `a.p1.${until}.${signature}`,
      `v.p1.${later}.${signature}`,
      `v.p1.${until}.`,
      `v.p1.${until}`,
      `${view}x`,
      "",
      "....",
    ];

    for (const token of forged)
      expect([token, links.read(token, NOW)]).toEqual([token, { outcome: "bad" }]);
  });

  test("are not good for whatever else somebody makes up", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(links.read(text, NOW)).toEqual({ outcome: "bad" });
      }),
    );
  });

  test("of another secret, or signed for another purpose, are not good", () => {
    const { view } = of("p1");

    for (const signer of [createSigner(["other"], "page link"), createSigner(["secret"], "cookie")])
      expect(createPageLinks("", signer).read(view, NOW)).toEqual({ outcome: "bad" });
  });
});
