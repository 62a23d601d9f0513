import { describe, expect, it } from "vitest";
import { splitMarkdown } from "../../../src/playbooks/split-markdown.ts";

const WORDS = `${"word ".repeat(20)}\n`.repeat(100);

function starts(text: string): readonly string[] {
  return splitMarkdown(text).map((piece) => piece.text.split("\n")[0]!.slice(0, 12));
}

describe("cutting a long text", () => {
  it("is done before headings, and leaves nothing out", () => {
    const text = `# One\n\n${WORDS}\n## Two\n\n${WORDS}\n### Three\n`;
    const pieces = splitMarkdown(text);

    expect(starts(text)).toEqual(["# One", "## Two", "### Three"]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    for (const { offset, line, text: part } of pieces) {
      expect(text.slice(offset).startsWith(part)).toBe(true);
      expect(text.split("\n").slice(line).join("\n").startsWith(part)).toBe(true);
    }
  });

  it.each([
    ["in a fence", `# One\n\n~~~ sh\n\n${WORDS}\n# a comment\n~~~\n`],
    [
      "in a fence that a shorter one does not close",
      `# One\n\n\`\`\`\`\n\n${WORDS}\n\`\`\`\n\n# a comment\n\`\`\`\`\n`,
    ],
    [
      "in a fence that a line with words does not close",
      `# One\n\n\`\`\`\n\n${WORDS}\n\`\`\`sh\n\n# a comment\n\`\`\`\n`,
    ],
    ["not after a blank line", `# One\n\n${WORDS}# Two\n`],
    ["indented", `# One\n\n${WORDS}\n    # code\n`],
    ["in a text with raw HTML", `# One\n\n<!--\n\n${WORDS}\n# hidden\n-->\n`],
    ["in a short text", "# One\n\n# Two\n"],
  ])("is not done before what is, or may be, no heading: %s", (_where, text) => {
    expect(splitMarkdown(text)).toEqual([{ text, offset: 0, line: 0 }]);
  });
});
