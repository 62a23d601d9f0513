import { describe, expect, it } from "vitest";
import { plainOfBlocks } from "../../../../../src/adapters/slack/drawing/blocks/plain-of.ts";
import { pageMessage } from "../../../../../src/adapters/slack/drawing/page-message.ts";
import {
  acknowledgedExample,
  cardExample,
  pageExample,
  RESOLVED,
} from "../../../../support/card-examples.ts";
import { buttonsIn, complaintsAboutPost, seenIn } from "../../../../support/slack-limits.ts";

describe("a page as a direct message", () => {
  it("shows the incident, the buttons and the whole section", () => {
    const { main } = pageMessage(pageExample(), [cardExample()]);
    const text = plainOfBlocks(main.blocks);

    expect(text).toMatch(
      /^:red_circle: Nobody has it yet\.\n\n#17 Builds are queueing up\n\n8,200 of/,
    );
    expect(text).toContain("3. Add a worker.");
    expect(main.text).toBe("Incident 17. Builds are queueing up, 8,200 of 5,000.");
    expect(buttonsIn(main.blocks).map(({ label, value }) => [label, value])).toEqual([
      ["Acknowledge", "p1"],
      ["Escalate", "p1"],
      ["Playbook", "17"],
      ["Open the page", undefined],
    ]);
  });

  it("has its buttons above the section, where a thumb finds them", () => {
    const types = pageMessage(pageExample(), [cardExample()]).main.blocks.map(({ type }) => type);

    expect(types.indexOf("actions")).toBeLessThan(types.indexOf("divider"));
  });

  it("says who has it instead of the buttons, once somebody has", () => {
    const { main } = pageMessage(pageExample(), [cardExample(acknowledgedExample("ana"))]);

    expect(plainOfBlocks(main.blocks)).toMatch(/^:large_blue_circle: Ana has it\./);
    expect(main.text).toMatch(/^Ana has it\. Incident 17\./);
    expect(buttonsIn(main.blocks)).toEqual([]);
  });

  it("of several incidents links to their sections, and keeps the buttons while one needs somebody", () => {
    const page = pageExample({ incidents: [17, 18, 19], title: "3 incidents" });
    const cards = [cardExample(RESOLVED), cardExample({ number: 18 })];
    const { main } = pageMessage(page, cards);
    const text = plainOfBlocks(main.blocks);

    expect(text).toContain("#18 Builds are queueing up");
    expect(text).toContain("Playbook (https://watch.example/playbooks/builds.md#queueing)");
    expect(text).toContain("And 1 more.");
    expect(text).not.toContain("Add a worker.");
    expect(buttonsIn(main.blocks).map(({ label }) => label)).toContain("Acknowledge");
  });

  it("keeps its buttons when its incidents cannot be read", () => {
    const { main } = pageMessage(pageExample(), []);

    expect(plainOfBlocks(main.blocks)).toContain("Incident 17.");
    expect(buttonsIn(main.blocks).map(({ label }) => label)).toContain("Acknowledge");
  });

  it("puts what does not fit into the thread", () => {
    const body = `1. ${"word ".repeat(4_000)}`;
    const post = pageMessage(pageExample(), [cardExample({}, { section: { heading: "x", body } })]);

    expect(post.thread.length).toBeGreaterThan(0);
    expect(complaintsAboutPost(post)).toEqual([]);
    expect(seenIn(post).match(/\bword\b/g)).toHaveLength(4_000);
  });

  it("of as many incidents as there may be is taken by Slack", () => {
    const title = `<!here> ${"t".repeat(400)}`;
    const labels = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`l${n}`, title]));
    const cards = Array.from({ length: 60 }, () => cardExample({ title, labels, summary: title }));

    expect(complaintsAboutPost(pageMessage(pageExample({ title }), cards))).toEqual([]);
  });
});
