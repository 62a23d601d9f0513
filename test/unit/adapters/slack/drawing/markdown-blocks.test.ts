import type { KnownBlock } from "@slack/types";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownPost } from "../../../../../src/adapters/slack/drawing/markdown-blocks.ts";
import {
  codeIn,
  complaintsAboutPost,
  objectsIn,
  seenIn,
} from "../../../../support/slack-limits.ts";

const FENCE = "```";

const NASTY = `## Queue <!channel> is **full**

Intro with *soft*
break, \`rm -rf "$DIR" && echo <done> & exit\`, ~~gone~~ and <@U12345678>.

1. First, look:
   - nested one
     - nested two [dash](https://dash.example/a?b=c&d=<e>)
       1. deep three
2. Then run

   ${FENCE}sh
   for q in $(list); do
   	drop "$q" <!here>   
   done
   ${FENCE}

   and wait.
3. > quoted in a list
4. last
   | k | v |
   |---|--:|
   | inner | 7 |

- [ ] todo open
- [x] todo done

| name | count | note |
|:-----|------:|:----:|
| builds | 12 | \`code cell\` |
| <!everyone> | 3 | [link](https://x.example) |

| second | table |
|---|---|
| beta | gamma |

> quoted words
>
> - quoted item
>
> ${FENCE}
> quoted code
> ${FENCE}

<details><summary>More html</summary></details>

![The chart](https://img.example/chart.png)

Inline ![small](https://img.example/small.png) image, ![plain](http://img.example/no.png).

[bad](javascript:alert(1)) and [relative](escalation.md#who) and <mailto:ops@example.com>.

Footnote[^note] here, see [ref].

[^note]: The footnote's words.

[ref]: https://ref.example/page

### A deeper heading

${"Word ".repeat(1_400)}end.
`;

function blocksIn(markdown: string): readonly KnownBlock[] {
  const { main, thread } = markdownPost(markdown);
  return [main, ...thread].flatMap(({ blocks }) => blocks);
}

describe("a nasty section", () => {
  const post = markdownPost(NASTY);
  const blocks = blocksIn(NASTY);
  const seen = seenIn(post);

  it("stays within what Slack takes, and nothing in it is live", () => {
    expect(complaintsAboutPost(post)).toEqual([]);
  });

  it.each([
    "Queue <!channel> is full",
    'rm -rf "$DIR" && echo <done> & exit',
    "<@U12345678>",
    "1. First, look:",
    "  • nested one",
    "    • nested two dash (https://dash.example/a?b=c&d=%3Ce%3E)",
    "      1. deep three",
    "2. Then run",
    'for q in $(list); do\n\tdrop "$q" <!here>   \ndone',
    "and wait.",
    "quoted in a list",
    "4. last",
    "☐ todo open",
    "☑ todo done",
    "<!everyone> | 3 | link (https://x.example/)",
    "second  table\n------  -----\nbeta    gamma",
    "quoted code",
    "<details><summary>More html</summary></details>",
    "small (https://img.example/small.png)",
    "bad (javascript:alert(1))",
    "relative (escalation.md#who)",
    "mailto:ops@example.com",
    "Footnote[note] here, see ref (https://ref.example/page).",
    "The footnote's words.",
    "A deeper heading",
  ])("shows %s", (text) => {
    expect(seen).toContain(text);
  });

  it("loses no word of a paragraph that is longer than Slack takes", () => {
    expect(seen.match(/\bWord\b/g)).toHaveLength(1_400);
    expect(seen).toContain("end.");
  });

  it("shows a picture that stands alone as one, and the others as links", () => {
    expect(blocks.filter(({ type }) => type === "image")).toEqual([
      { type: "image", image_url: "https://img.example/chart.png", alt_text: "The chart" },
    ]);
  });

  it("has one table of Slack's own, with the columns set as they were", () => {
    expect(blocks.filter(({ type }) => type === "table")).toMatchObject([
      { column_settings: [{ align: "left" }, { align: "right" }, { align: "center" }] },
    ]);
  });
});

describe("code", () => {
  it("is the same letter for letter, however long it is", () => {
    const code = Array.from({ length: 400 }, (_, n) => `\tline ${n} && "x" <y> \\ $Z  `).join("\n");

    expect(codeIn(blocksIn(`${FENCE}\n${code}\n${FENCE}`))).toBe(code);
  });

  it("keeps a line together that is shorter than Slack takes, and cuts no letter in two", () => {
    const line = "🙂".repeat(1_300);
    const long = `${line}\n${line}\nx${"🙂".repeat(2_000)}`;
    const stretches = objectsIn(blocksIn(`${FENCE}\n${long}\n${FENCE}`))
      .filter(({ type }) => type === "rich_text_preformatted")
      .map((block) => objectsIn(block["elements"])[0]!["text"]);

    expect(stretches.slice(0, 2)).toEqual([line, line]);
    expect(stretches.slice(2).join("")).toBe(`x${"🙂".repeat(2_000)}`);
    expect(
      stretches.every((text) => Array.from(String(text)).every((c) => ["x", "🙂"].includes(c))),
    ).toBe(true);
  });
});

describe("a list", () => {
  it("goes on counting after code that stands in an item", () => {
    const lists = objectsIn(
      blocksIn(`3. a\n4. b\n\n   ${FENCE}\n   x\n   ${FENCE}\n5. c\n`),
    ).filter(({ type }) => type === "rich_text_list");

    expect(lists.map(({ offset, style }) => [style, offset])).toEqual([
      ["ordered", 2],
      ["ordered", 4],
    ]);
  });

  it("is no deeper than Slack draws it", () => {
    const deep = Array.from({ length: 14 }, (_, n) => `${"  ".repeat(n)}- level${n}`).join("\n");

    expect(complaintsAboutPost(markdownPost(deep))).toEqual([]);
    expect(seenIn(markdownPost(deep))).toContain("level13");
  });

  it("that begins with nought shows its numbers all the same", () => {
    expect(seenIn(markdownPost("0. zero\n1. one"))).toBe("• 0. zero\n• 1. one");
  });
});

describe("a long document", () => {
  const chapters = Array.from(
    { length: 12 },
    (_, n) => `## Chapter ${n}\n\n${`text${n} `.repeat(300)}\n`,
  ).join("\n");

  it("goes on in the thread, each message beginning with a heading", () => {
    const { main, thread } = markdownPost(chapters);

    expect(thread.length).toBeGreaterThan(1);
    expect([main, ...thread].map(({ blocks }) => blocks[0]!.type)).toEqual(
      Array.from({ length: thread.length + 1 }, () => "header"),
    );
    expect([main, ...thread].map(({ blocks }) => blocks.at(-1)!.type)).not.toContain("header");
  });

  it("is cut before small headings too", () => {
    const { main, thread } = markdownPost(chapters.replaceAll("## ", "#### "));

    expect(thread.length).toBeGreaterThan(1);
    for (const { text } of [main, ...thread]) expect(text).toMatch(/^Chapter \d+\n/);
  });

  it("shows a heading that is too long for one of Slack's own as bold text", () => {
    const post = markdownPost(`# ${"long ".repeat(60)}`);

    expect(complaintsAboutPost(post)).toEqual([]);
    expect(objectsIn(post.main.blocks)).toContainEqual({
      type: "text",
      text: "long ".repeat(60).trim(),
      style: { bold: true },
    });
  });

  it("of many short blocks has no message of more than 45", () => {
    const lines = Array.from({ length: 140 }, (_, n) => `para${n}\n\n---\n`).join("\n");
    const post = markdownPost(lines);

    expect(complaintsAboutPost(post)).toEqual([]);
    expect(seenIn(post).match(/para\d+/g)).toHaveLength(140);
  });

  it("that is too tangled to be read is shown as it is written", () => {
    const tangle = `${"[".repeat(3_000)}\n`;

    expect(codeIn(blocksIn(tangle)).replaceAll("\n", "")).toContain("[".repeat(2_900));
    expect(complaintsAboutPost(markdownPost(tangle))).toEqual([]);
  });
});

describe("a table", () => {
  it("that is too large for Slack is set in letters of one width, and loses nothing", () => {
    const rows = Array.from({ length: 121 }, (_, n) => `| row${n} | ${n} |`).join("\n");
    const post = markdownPost(`| a | b |\n|---|--:|\n${rows}`);

    expect(objectsIn(post.main.blocks).some(({ type }) => type === "table")).toBe(false);
    expect(seenIn(post)).toContain("row120  120");
    expect(complaintsAboutPost(post)).toEqual([]);
  });
});

describe("links", () => {
  it("that are relative start from the page that is given", () => {
    const { main } = markdownPost("[who](escalation.md#who)", "https://w.example/playbooks/a.md#x");

    expect(objectsIn(main.blocks).find(({ type }) => type === "link")).toEqual({
      type: "link",
      url: "https://w.example/playbooks/escalation.md#who",
      text: "who",
    });
  });
});

describe("the text of a notification", () => {
  it("holds the words, with what Slack would read as markup made harmless", () => {
    expect(markdownPost("A **bold** <!channel> & `x < y`").main.text).toBe(
      "A bold &lt;!channel&gt; &amp; x &lt; y",
    );
  });

  it("is never empty and never cut inside of an escape", () => {
    expect(markdownPost("").main.text).not.toBe("");
    const { text } = markdownPost("& ".repeat(2_000)).main;
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text.endsWith(" &amp;…") || text.endsWith(" …")).toBe(true);
  });
});

const word = fc.stringMatching(/^[a-z]{2,9}$/);
const live = fc.constantFrom(
  "<!channel>",
  "<@U012ABC>",
  "<!here|x>",
  "<https://a.example|b>",
  "@here",
  "&lt;!channel&gt;",
);
const inlineText = fc
  .array(
    fc.oneof(
      word,
      live,
      word.map((w) => `**${w}**`),
      word.map((w) => `\`${w}\``),
      word.map((w) => `[${w}](https://l.example/${w})`),
      word.map((w) => `![${w}](javascript:${w})`),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(" "));
const block = fc.oneof(
  inlineText,
  inlineText.map((t) => `# ${t}`),
  inlineText.map((t) => `#### ${t}`),
  inlineText.map((t) => `> ${t}\n> > ${t}`),
  fc
    .array(inlineText, { minLength: 1, maxLength: 60 })
    .map((ts) => ts.map((t) => `1. ${t}\n   - ${t}`).join("\n")),
  word.map((w) => `${FENCE}\n${`${w} `.repeat(700)}\n${FENCE}`),
  word.map((w) => `| ${w} | b |\n|---|---|\n${`| ${w} | ${w} |\n`.repeat(40)}`),
  word.map((w) => `${w} `.repeat(900)),
  word.map((w) => `<div>${w}</div>`),
  fc.constant("---"),
);
const document = fc.array(block, { maxLength: 16 }).map((blocks) => blocks.join("\n\n"));

function counted(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [found] of text.matchAll(/[a-z]{2,}/g))
    counts.set(found, (counts.get(found) ?? 0) + 1);
  return counts;
}

describe("any document", () => {
  it("breaks no limit, makes nothing live and loses no word", () => {
    fc.assert(
      fc.property(document, (markdown) => {
        const post = markdownPost(markdown);
        expect(complaintsAboutPost(post)).toEqual([]);
        const seen = counted(seenIn(post));
        const lost = [...counted(markdown.replaceAll("&lt;", "<").replaceAll("&gt;", ">"))].filter(
          ([text, times]) => (seen.get(text) ?? 0) < times,
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("even of random letters is taken by Slack", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...Array.from("ab \n\n>-*_`~#|[]()!<&1.:\t\\😀")),
          maxLength: 300,
        }),
        (markdown) => {
          expect(complaintsAboutPost(markdownPost(markdown))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
