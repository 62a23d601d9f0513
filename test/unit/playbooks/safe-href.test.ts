import { describe, expect, it } from "vitest";
import { safeHref } from "../../../src/playbooks/safe-href.ts";

describe("where a link may lead", () => {
  it.each([
    ["https://x.test/a?b#c", "https://x.test/a?b#c"],
    ["mailto:ana@x.test", "mailto:ana@x.test"],
    ["#steps", "#steps"],
    ["hosts.md#disk", "/playbooks/hosts.md#disk"],
    ["/incidents/17", "/incidents/17"],
    ["../../../x", "/x"],
    [String.raw`/\evil.test`, "http://evil.test/"],
    ["javascript:alert(1)", null],
    ["\u0001java\nscript:alert(1)", null],
    ["data:text/html,x", null],
    ["ftp://x.test/", null],
    ["http://", null],
  ])("%j", (url, href) => {
    expect(safeHref(url, "/playbooks/")).toBe(href);
  });
});
