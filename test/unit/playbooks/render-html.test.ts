import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownToHtml } from "../../../src/playbooks/render-html.ts";

function hrefs(markdown: string): readonly string[] {
  const html = markdownToHtml(markdown, { base: "/playbooks/db/" });
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!);
}

describe("Markdown as HTML", () => {
  it.each([
    [
      "emphasis and code",
      "a **b** _c_ ~~d~~ `<e>`",
      "<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>&#x3C;e></code></p>",
    ],
    [
      "a fence with its language",
      "```sh\nls <a>\n```",
      '<pre><code class="language-sh">ls &#x3C;a>\n</code></pre>',
    ],
    ["lists with their start", "3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
    ["boxes to tick as characters", "- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"],
    [
      "tables",
      "|a|\n|:-:|\n|b|",
      '<table>\n<thead>\n<tr>\n<th align="center">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="center">b</td>\n</tr>\n</tbody>\n</table>',
    ],
    [
      "links to the web",
      "[a](https://x.test/b?c#d)",
      '<p><a href="https://x.test/b?c#d" rel="noopener noreferrer">a</a></p>',
    ],
    [
      "bare links",
      "http://x.test/a and ana@x.test",
      '<p><a href="http://x.test/a" rel="noopener noreferrer">http://x.test/a</a> and <a href="mailto:ana@x.test" rel="noopener noreferrer">ana@x.test</a></p>',
    ],
    [
      "referenced links",
      '[a][1]\n\n[1]: http://x.test/ "t"',
      '<p><a href="http://x.test/" title="t" rel="noopener noreferrer">a</a></p>',
    ],
    [
      "images as links",
      "![a chart](https://x.test/a.png)",
      '<p><a href="https://x.test/a.png" rel="noopener noreferrer">a chart</a></p>',
    ],
    [
      "referenced images as links",
      "![chart]\n\n[chart]: https://x.test/a.png",
      '<p><a href="https://x.test/a.png" rel="noopener noreferrer">chart</a></p>',
    ],
    [
      "images within links as text",
      "[**![a](b.png)**](https://x.test/)",
      '<p><a href="https://x.test/" rel="noopener noreferrer"><strong>a</strong></a></p>',
    ],
    [
      "raw HTML as text",
      "<b>a</b>\n\n<div onclick=x>\nb\n</div>",
      "<p>&#x3C;b>a&#x3C;/b></p>\n<p>&#x3C;div onclick=x>\nb\n&#x3C;/div></p>",
    ],
    ["headings without ids", "# A b", "<h1>A b</h1>"],
  ])("shows %s", (_what, markdown, html) => {
    expect(markdownToHtml(markdown)).toBe(html);
  });

  it.each([
    ["shows", "https://watch.test/charts/a.png", '<p><img src="/charts/a.png" alt="a"></p>'],
    [
      "links",
      "https://watch.test/other/a.png",
      '<p><a href="https://watch.test/other/a.png" rel="noopener noreferrer">a</a></p>',
    ],
    [
      "links",
      "https://watch.test/charts/../x.png",
      '<p><a href="https://watch.test/x.png" rel="noopener noreferrer">a</a></p>',
    ],
    [
      "links",
      "https://watch.test.evil/charts/a.png",
      '<p><a href="https://watch.test.evil/charts/a.png" rel="noopener noreferrer">a</a></p>',
    ],
    ["links", "/charts/a.png", '<p><a href="/charts/a.png" rel="noopener noreferrer">a</a></p>'],
  ])("with pictures of our own, %s %s", (_what, url, html) => {
    expect(markdownToHtml(`![a](${url})`, { pictures: "https://watch.test/charts/" })).toBe(html);
  });

  it("starts relative links at the base", () => {
    expect(hrefs("[a](hosts.md#b) [a](../hosts.md) [a](/x) [a](#c) [a](../../../../x)")).toEqual([
      "/playbooks/db/hosts.md#b",
      "/playbooks/hosts.md",
      "/x",
      "#c",
      "/x",
    ]);
  });

  it("gives headings ids on a page of the book", () => {
    expect(markdownToHtml("# A `b`!\n\n# A b", { anchors: "own" })).toBe(
      '<h1 id="a-b">A <code>b</code>!</h1>\n<h1 id="a-b-1">A b</h1>',
    );
    expect(markdownToHtml("# A\n\n# B\n\n# C", { anchors: ["a-1", "b"] })).toBe(
      '<h1 id="a-1">A</h1>\n<h1 id="b">B</h1>\n<h1>C</h1>',
    );
  });

  it("shows footnotes without ids that two texts on one page would share", () => {
    expect(markdownToHtml("a[^1]\n\n[^1]: b")).not.toMatch(
      /\b(?:id|class|aria-[a-z]+|data-[a-z-]+)=/,
    );
  });
});

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  '<a href="javascript:alert(1)">x</a>',
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](java&Tab;script:alert(1))",
  "[x](java%0ascript:alert(1))",
  "[x](<java\u0000script:alert(1)>)",
  "[x](\u0001javascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](vbscript:msgbox(1))",
  "[x](file:///etc/passwd)",
  "[x](blob:http://x.test/1)",
  "[x](view-source:http://x.test)",
  "<javascript:alert(1)>",
  "[x]: javascript:alert(1)\n\n[x]",
  "![x](javascript:alert(1))",
  '![x"onerror="alert(1)](a.png)',
  '[x](http://x.test/"onmouseover="alert(1))',
  '[x](http://x.test "a\\" onmouseover=\\"alert(1)")',
  '```"><script>alert(1)</script>\nx\n```',
  "`<script>alert(1)</script>`",
  "# <script>alert(1)</script>",
  "| <script> |\n|-|\n| <img src=x> |",
  "<!--><script>alert(1)</script>-->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<style>*{display:none}</style>",
  "<iframe src=//x.test></iframe>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "[^<script>]\n\n[^<script>]: <img src=x onerror=alert(1)>",
  "<form action=//x.test><input autofocus onfocus=alert(1)>",
  '[a](#" onclick="alert(1))',
];

const TAG =
  /^<\/?(?:a|blockquote|br|code|del|em|h[1-6]|hr|li|ol|p|pre|strong|sup|table|tbody|td|th|thead|tr|ul)(?: (?:href="(?:https?:\/\/|mailto:|\/|#)[^"<>]*"|rel="noopener noreferrer"|title="[^"<>]*"|class="language-[\w+#-]+"|start="\d+"|align="\w+"))*>/;

/** The first tag that is not one of ours, if any. */
function foreignTag(html: string): string | null {
  for (const { index } of html.matchAll(/</g))
    if (!TAG.test(html.slice(index))) return html.slice(index, index + 60);
  return null;
}

describe("hostile Markdown", () => {
  it("is seen by the check of this test", () => {
    for (const bad of [
      "<script>",
      '<a href="javascript:x">',
      '<p onclick="x">',
      '<img src="x">',
      '<a href="x.md">',
    ])
      expect(foreignTag(bad)).toBe(bad);
    expect(foreignTag('<p><a href="/x" rel="noopener noreferrer">x</a></p>')).toBeNull();
  });

  it.each(ATTACKS)("stays text: %j", (attack) => {
    for (const markdown of [attack, `> - ${attack}`, `**${attack}**`, `[${attack}](http://x.test)`])
      expect(foreignTag(markdownToHtml(markdown))).toBeNull();
  });

  it("stays text in whatever order its parts come", () => {
    const part = fc.constantFrom(
      ...ATTACKS,
      "<",
      ">",
      '"',
      "'",
      "&",
      "[",
      "](",
      ")",
      "!",
      "`",
      "\n",
      "\n\n",
      "|",
      "* ",
      "> ",
      "\\",
      "javascript:",
      "http://x.test",
      " onclick=",
      "# ",
      "[^1]",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        expect(foreignTag(markdownToHtml(parts.join(""), { base: "/playbooks/" }))).toBeNull();
      }),
    );
  });

  it.each([
    ["words without end", "a ".repeat(60_000)],
    ["brackets", "![".repeat(5_000)],
    ["stars", "**a ".repeat(5_000)],
    ["quotes", ">".repeat(5_000)],
    ["lists", "- ".repeat(5_000)],
    [
      "levels, line by line",
      Array.from({ length: 150 }, (_, n) => `${"  ".repeat(n)}- b`).join("\n"),
    ],
  ])("is shown as it is written when it is a tangle of %s", (_what, markdown) => {
    expect(markdownToHtml(markdown)).toMatch(/^<pre>[^<]*<\/pre>$/);
  });

  it("points to another machine only by a full address", () => {
    expect(markdownToHtml("[x](//evil.test/a)")).toContain('href="http://evil.test/a"');
    expect(markdownToHtml(String.raw`[x](/\evil.test/a)`)).toContain('href="/%5Cevil.test/a"');
  });
});
