import * as fc from "fast-check";
import { toString } from "mdast-util-to-string";
import { remark } from "remark";
import remarkGfm from "remark-gfm";
import { describe, expect, it } from "vitest";
import { oneLine, plainMarkdown, severalLines } from "../../../src/lib/plain.ts";

const markdown = remark().use(remarkGfm);

/** What a renderer makes of it: kinds of nodes, and the text that people see. */
function rendered(source: string) {
  const tree = markdown.runSync(markdown.parse(source));
  const kinds = new Set<string>();
  const visit = (node: { type: string; children?: unknown[] }): void => {
    kinds.add(node.type);
    for (const child of node.children ?? []) visit(child as { type: string });
  };
  visit(tree);
  return { kinds: [...kinds], text: toString(tree).replaceAll("\u2060", "") };
}

const ONLY_TEXT = ["root", "paragraph", "text"];

describe("plainMarkdown", () => {
  it.each([
    "Builds are queueing up: 8,200 of 5,000 (for 6 min)",
    "**bold** _light_ ~~gone~~ `code` ~ * _",
    "[press](http://evil.test) ![x](y) <b>hi</b> <!channel> <@U1>",
    "see https://evil.test/a_b or www.evil.test or ana@evil.test, @channel, mailto:a@b.test",
    "# no heading",
    "- no list",
    "17. no list",
    "+ no list",
    "> no quote",
    "=== no rule",
    "| a | b |",
    "&lt;b&gt; &amp; &copy;",
    "\\*not escaped\\*",
    "disk_full on /dev/sda_1",
    "[x] done",
    "[^1]: no footnote",
    "    no code block",
  ])("shows %j as it is written", (text) => {
    const seen = rendered(plainMarkdown(text, 200));

    expect(seen.kinds).toEqual(ONLY_TEXT);
    expect(seen.text).toBe(text.trim());
  });

  it("makes markup of nothing at all", () => {
    const hostile = fc.array(
      fc.constantFrom(
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "!",
        "#",
        "-",
        "+",
        "1",
        ".",
        "|",
        "~",
        "&",
        ";",
        "\\",
        ":",
        "/",
        "http://",
        "www.",
        "@",
        "a",
        " ",
        "\n",
        "=",
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const kinds = rendered(`x ${plainMarkdown(parts.join(""), 100)}`).kinds.concat(
          rendered(plainMarkdown(parts.join(""), 100)).kinds,
        );
        expect(kinds.filter((kind) => !ONLY_TEXT.includes(kind))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  }, 20_000);

  it("keeps names as they are", () => {
    expect(plainMarkdown("Zoë Müller-Łuczak", 40)).toBe("Zoë Müller-Łuczak");
    expect(plainMarkdown("علی‌رضا", 40)).toBe("علی‌رضا");
    expect(plainMarkdown("builds_queue-backlog", 40)).toBe("builds_queue-backlog");
  });
});

describe("oneLine", () => {
  it("cuts with a mark", () => {
    expect(oneLine("12345", 5)).toBe("12345");
    expect(oneLine("123456", 5)).toBe("1234…");
    expect(oneLine("a".repeat(10_000), 40)).toHaveLength(40);
    expect(oneLine(`a${" ".repeat(10_000)}b`, 40)).toBe("a…");
    expect(oneLine("💾".repeat(50), 10)).toBe(`${"💾".repeat(9)}…`);
  });

  it("makes one line of many, and drops what reverses or hides text", () => {
    expect(oneLine(" a\r\n\tb \u202Ec\u0000\u200Bd ", 40)).toBe("a b cd");
  });
});

describe("severalLines", () => {
  it("keeps the lines, and nothing that cannot be seen", () => {
    expect(severalLines("\u0000one\r\n\ttwo\u202e \ud83d\n", 100)).toBe("one\n two");
  });

  it("cuts with a mark, never inside a character", () => {
    expect(severalLines("🚨".repeat(9), 3)).toBe("🚨🚨…");
    expect(severalLines("🚨🚨🚨", 3)).toBe("🚨🚨🚨");
  });

  it("looks at a bounded part only, and says that there is more", () => {
    expect(severalLines(`a${" ".repeat(1_000_000)}b`, 10)).toBe("a…");
  });
});
