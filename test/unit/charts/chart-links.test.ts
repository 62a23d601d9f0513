import { describe, expect, it } from "vitest";
import { createChartLinks } from "../../../src/charts/chart-links.ts";
import { createSigner } from "../../../src/lib/sign.ts";
import type { ChartView } from "../../../src/ports/charts.ts";

const signer = createSigner(["a secret of sixteen and more"], "chart");
const links = createChartLinks(signer, "https://watch.test");
const view: ChartView = {
  alert: "builds/queue ü",
  labels: { queue: "builds" },
  from: 1,
  to: 2,
  zone: "Europe/Berlin",
};
const tokenOf = (url: string | null): string =>
  /^https:\/\/watch\.test\/charts\/([\w.-]+)\.png$/.exec(url ?? "")?.[1] ?? "";

describe("the address of a chart", () => {
  it("says all that the picture is of", () => {
    expect(links.read(tokenOf(links.urlOf(view)))).toEqual(view);
    expect(links.read(tokenOf(links.urlOf({ ...view, labels: null })))?.labels).toBeNull();
  });

  it("is the same for the same picture", () => {
    expect(links.urlOf(view)).toBe(links.urlOf({ ...view }));
  });

  it.each([
    ["an empty one", () => ""],
    ["one without a signature", (token: string) => token.split(".")[0]!],
    ["one with something behind it", (token: string) => `${token}.x`],
    ["one that was changed", (token: string) => `A${token.slice(1)}`],
    [
      "one signed for something else",
      (token: string) => {
        const [body = ""] = token.split(".");
        return `${body}.${createSigner(["a secret of sixteen and more"], "local room").sign(body)}`;
      },
    ],
    [
      "one of another version",
      () => {
        const body = Buffer.from('[2,"a",null,1,2,"UTC"]').toString("base64url");
        return `${body}.${signer.sign(body)}`;
      },
    ],
    [
      "one in a zone that this machine does not know",
      () => tokenOf(links.urlOf({ ...view, zone: "Mars/Base" })),
    ],
  ])("is refused: %s", (_what, change) => {
    expect(links.read(change(tokenOf(links.urlOf(view))))).toBeNull();
  });

  it("is none when the labels are too long for it", () => {
    expect(links.urlOf({ ...view, labels: { a: "x".repeat(2_000) } })).toBeNull();
  });
});
