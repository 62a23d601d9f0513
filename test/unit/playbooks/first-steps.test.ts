import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstSteps } from "../../../src/playbooks/first-steps.ts";
import { bookOf } from "./book-parts.ts";

const READING = "_Fires when load is above 90 for 5 min; critical._";

function cut(text: string, characters: number): string {
  return firstSteps(text, { steps: 5, characters });
}

describe("the first steps of a section", () => {
  it("are its first list, without the reading, the prose around it and what comes later", () => {
    expect(
      firstSteps(
        `${READING}\n\nSome words.\n\n1. Look: \`uptime\`\n2. Ask\n   Ana.\n\n   - gently\n\nMore.\n\n- other\n`,
      ),
    ).toBe("1. Look: `uptime`\n2. Ask\n   Ana.\n\n   - gently");
  });

  it("are found in a subsection", () => {
    expect(firstSteps(`${READING}\n\nWhy it matters.\n\n### Steps\n\n- Look.`)).toBe("- Look.");
  });

  it("leave the reading out as the book writes it", () => {
    const book = bookOf({
      path: "a.md",
      text: "# A\n\n```yaml alert\nname: a\nsource: broker\nqueue: q\nmeasure: ready_*\nabove: 1\nfor: 1m\n```\n\nLook.\n\n```yaml policy\nname: p\n```\n",
    });

    expect(firstSteps(book.sections[0]!.body)).toBe("Look.");
  });

  it("keep emphasis that the team wrote", () => {
    expect(firstSteps("_Look at it._")).toBe("_Look at it._");
  });

  it("end with a mark after as many steps as fit", () => {
    const list = Array.from({ length: 7 }, (_, n) => `${n + 1}. Step ${n + 1}`);

    expect(firstSteps(list.join("\n"))).toBe(`${list.slice(0, 5).join("\n")}\n\n…`);
    expect(firstSteps(list.join("\n"), { steps: 7, characters: 22 })).toBe(
      "1. Step 1\n2. Step 2\n\n…",
    );
    expect(firstSteps(list.slice(0, 5).join("\n"))).toBe(list.slice(0, 5).join("\n"));
  });

  it("are the first paragraphs and code when there is no list", () => {
    expect(
      firstSteps(`${READING}\n\nLook at it:\n\n\`\`\`sh\nuptime\n\`\`\`\n\n## Later\n\nMore.`),
    ).toBe("Look at it:\n\n```sh\nuptime\n```\n\n…");
    expect(firstSteps("One.\n\nTwo.", { steps: 5, characters: 6 })).toBe("One.\n\n…");
  });

  it("cut a long paragraph between words, and never within code, a link or emphasis", () => {
    expect(cut("Look at the machine that is slow", 20)).toBe("Look at the…");
    expect(cut("Run `a long command line` now", 20)).toBe("Run…");
    expect(cut("Run `it` and see [the page](http://x.test/a) now", 30)).toBe("Run `it` and see…");
    expect(cut("1. Run **one and two and three** now", 20)).toBe("1. Run…");
    expect(cut("`a very long command`", 10)).toBe("…");
    expect(cut(`${"a".repeat(8)}😀b`, 10)).toBe("aaaaaaaa…");
  });

  it("leave out code that is too long", () => {
    expect(firstSteps(`1. Run:\n\n   \`\`\`sh\n${"   x\n".repeat(400)}   \`\`\`\n2. Look`)).toBe(
      "1. Run:\n\n…",
    );
  });

  it("are empty when there is nothing to do", () => {
    expect(firstSteps("")).toBe("");
    expect(firstSteps(READING)).toBe("");
    expect(firstSteps(`${READING}\n\n### Later\n\nWords.`)).toBe("Words.");
    expect(firstSteps("<!-- to be written -->")).toBe("");
  });

  it("are empty rather than slow for a tangle", () => {
    expect(firstSteps("![".repeat(5_000))).toBe("");
    expect(firstSteps(`${">".repeat(40)} a`)).toBe("");
  });

  it("stay within their limit whatever the text", () => {
    const part = fc.constantFrom(
      "1. ",
      "- ",
      "`",
      "**",
      "a b ",
      "\n",
      "\n\n",
      "[x](y)",
      "# ",
      "😀",
      "\\",
      "```\n",
      "   ",
      "<b>",
      "|",
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 80 }),
        fc.integer({ min: 10, max: 60 }),
        (parts, characters) => {
          expect(firstSteps(parts.join(""), { steps: 3, characters }).length).toBeLessThanOrEqual(
            characters + 4,
          );
        },
      ),
    );
  });
});
