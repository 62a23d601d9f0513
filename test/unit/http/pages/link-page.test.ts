import { describe, expect, it } from "vitest";
import { linkNote, linkPage, type LinkPage } from "../../../../src/http/pages/link-page.ts";
import { LINK_STYLE, LINK_STYLE_HASH } from "../../../../src/http/pages/link-style.ts";
import type { Card } from "../../../../src/ports/room.ts";
import { incident, SUNDAY_AT_15_UTC as NOW } from "../../../support/in-memory-watch.ts";

function card(number: number, some: Partial<Card> = {}): Card {
  return {
    incident: incident(number, { title: "Builds are queueing up", value: 8_200 }),
    measure: "8,200 of 5,000",
    standing: "Nobody is here. Calling Ana (push).",
    callsAt: null,
    steps: "1. Are the workers alive? `list_consumers`\n2. Restart one.",
    section: null,
    playbookUrl: "https://watch.test/playbooks/builds.md#builds",
    remarks: [],
    onCall: "Ana",
    chart: null,
    ...some,
  };
}

function shown(some: Partial<LinkPage> = {}): string {
  return linkPage({
    to: "Ana",
    cards: [card(17)],
    isOpen: true,
    zone: "Europe/Berlin",
    now: NOW,
    ...some,
  });
}

describe("the page behind a link", () => {
  it("shows the chart by its path, and says in words what it shows", () => {
    expect(shown({ cards: [card(17, { chart: "https://watch.test/charts/a.b.png" })] })).toContain(
      'src="/charts/a.b.png" alt="Chart: Builds are queueing up, 8,200 of 5,000"',
    );
    expect(shown()).not.toContain("<img");
  });

  it("says what, how bad, since when, who has it, and what to do first, in this order", () => {
    const html = shown();
    const places = [
      "<h1>#17 Builds are queueing up</h1>",
      "8,200 of 5,000",
      "critical, triggered, since",
      "Nobody is here. Calling Ana (push).",
      "Are the workers alive? <code>list_consumers</code>",
      '<form method="post"><button type="submit">Acknowledge</button></form>',
    ].map((part) => html.indexOf(part));

    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("has no button when there is nothing left to acknowledge", () => {
    const taken = incident(17, { status: "acknowledged" });

    expect(shown({ isOpen: false })).not.toContain("<form");
    expect(shown({ isOpen: false })).toContain("This page was answered before.");
    expect(shown({ isOpen: false, cards: [card(17, { incident: taken })] })).not.toMatch(
      /<form|answered before/,
    );
  });

  it("needs nothing else: no script, no file of ours or of anybody", () => {
    const html = shown();

    expect(html).not.toMatch(/<script|src=|@import|url\(/);
    expect(html.match(/<link [^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
    expect(html).toContain(`<style>${LINK_STYLE}</style>`);
    expect(LINK_STYLE_HASH).toMatch(/^sha256-[A-Za-z0-9+/]{43}=$/);
  });

  it("works on an old phone: a plain form, and a style that needs neither variables nor new ways to lay out", () => {
    const rules = LINK_STYLE.replace(/@media[^}]*}}/, "").match(/{[^}]*}/g) ?? [];
    const declared = rules.slice(1).flatMap((rule) => rule.slice(1, -1).split(";"));
    const names = (some: readonly string[]): readonly string[] =>
      some.map((one) => one.replace(/-color:.*|:.*/, ""));
    const varying = declared.filter((one) => one.includes("var("));
    const plain = names(declared.filter((one) => one.includes("#")));

    expect(varying.length).toBeGreaterThan(8);
    expect(plain).toEqual(names(varying));
    expect(LINK_STYLE).not.toMatch(/flex|grid|clamp|min\(|max\(|@font-face|@layer/);
    expect(shown().match(/<form[^>]*>.*?<\/form>/s)?.[0]).not.toMatch(
      / on[a-z]+=|formaction|hidden/,
    );
    expect(shown()).toContain('content="width=device-width, initial-scale=1"');
  });

  it("shows text from outside as text", () => {
    const evil = '"><script>alert(1)</script>';
    const html = shown({
      to: evil,
      cards: [
        card(17, {
          incident: incident(17, {
            title: evil,
            summary: evil,
            playbook: { file: evil, anchor: evil, heading: evil },
          }),
          measure: evil,
          standing: evil,
          remarks: [evil],
          steps: `${evil} [x](javascript:alert(1))`,
          playbookUrl: `https://watch.test/${evil}`,
        }),
      ],
    });

    expect(html).not.toContain("<script");
    expect(html).not.toContain("javascript:");
    expect(html.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThan(6);
  });

  it("of several incidents shows each, up to ten, and says how many more", () => {
    const html = shown({ cards: Array.from({ length: 12 }, (_, index) => card(index + 1)) });

    expect(html).toContain("<h1>12 incidents</h1>");
    expect(html.match(/<h2>#\d+ /g)).toHaveLength(10);
    expect(html).toContain("And 2 more.");
    expect(html).toContain(">Acknowledge all 12</button>");
  });

  it("does without what is not known", () => {
    const html = shown({
      cards: [card(17, { measure: null, steps: null, playbookUrl: null, standing: "" })],
    });

    expect(html).not.toMatch(/What to do first|Playbook|class="standing"|class="measure"/);
  });
});

it("a note says one thing, as text", () => {
  expect(linkNote("Not <here>", "Look & see.")).toMatch(
    /<h1>Not &lt;here&gt;<\/h1>\n<p>Look &amp; see\.<\/p>/,
  );
});
