import { describe, expect, it } from "vitest";
import { cardMessage } from "../../../../../src/adapters/slack/drawing/card-message.ts";
import { halved, plainText } from "../../../../../src/adapters/slack/drawing/fallback.ts";
import { markdownPost } from "../../../../../src/adapters/slack/drawing/markdown-blocks.ts";
import { cardExample } from "../../../../support/card-examples.ts";
import { complaintsAbout } from "../../../../support/slack-limits.ts";

const card = cardMessage(cardExample(), { picture: null, onCallUser: null }).main;

describe("a message that Slack refused", () => {
  it("keeps its head and what acts, and says that it is cut", () => {
    const half = halved(card);

    expect(half.text).toBe(card.text);
    expect(half.blocks.length).toBeLessThan(card.blocks.length);
    expect(half.blocks.slice(0, 3)).toEqual(card.blocks.slice(0, 3));
    expect(half.blocks.at(-1)).toEqual(card.blocks.at(-1));
    expect(card.blocks.at(-1)!.type).toBe("actions");
    expect(JSON.stringify(half.blocks.at(-2))).toContain("Slack did not take all of it");
    expect(complaintsAbout(half)).toEqual([]);
  });

  it("of one block stays as it is", () => {
    const { main } = markdownPost("one");

    expect(halved(main)).toEqual(main);
  });

  it("has all of its words as plain text, without a block", () => {
    const plain = plainText(card);

    expect(plain.blocks).toEqual([]);
    expect(plain.text.startsWith(card.text)).toBe(true);
    expect(plain.text).toContain("Are the workers alive? rabbitmqctl list_consumers -p builds");
  });

  it("does not repeat what it begins with", () => {
    expect(plainText(markdownPost("all of <it>").main).text).toBe("all of &lt;it&gt;");
  });

  it("is short enough to be an update too", () => {
    const { text } = plainText(markdownPost("<&>".repeat(2_900)).main);

    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  });
});
