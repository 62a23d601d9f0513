import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBook } from "../../../src/playbooks/parse-book.ts";
import { alertBlock, policyBlock, read, SOURCES } from "./book-parts.ts";

const GOOD = [
  "# Hosts\n\nWords, and a [link](#hosts).\n",
  alertBlock(
    "name: load\nsource: host\nmeasure: load\nabove: 90\nfor: 5m\nclears: { below: 80, for: 1m }\naliases: [slow, heavy]",
  ),
  policyBlock(
    "name: slow\nwait: 3m\nreactions: { acknowledge: [eyes] }\nsteps:\n  - page: on-call\n    by: [sms]\n    repeat: { every: 3m, times: 5 }\nagain: { after: 30m }",
  ),
].join("\n");

const NASTY = fc.constantFrom(
  "```",
  "~~~",
  "```yaml alert\n",
  "```yaml policy\n",
  "name:",
  "steps:",
  ": ",
  "- ",
  "? ",
  "&a ",
  "*a",
  "!!map",
  "!x",
  "|",
  ">",
  "{",
  "}",
  "[",
  "]",
  "%YAML 1.1\n",
  "---\n",
  "...\n",
  "#",
  '"',
  "'",
  "\\",
  "\t",
  "\r",
  "\u0000",
  "\uFEFF",
  "\uD800",
  "<!--",
  "__proto__: 1\n",
  "constructor: 2\n",
  "<<: *a\n",
  ".nan",
  "9".repeat(400),
  "1e999",
  "null",
  "[x]: y.md\n",
  "[^1]: z\n",
  "\n\n    ",
  "\n> ",
  "===\n",
  "a b",
  "\u{1F525}\u200D",
  "\u202E",
);

function section(n: number): string {
  const block = alertBlock(`name: alert-${n}\nsource: host\nmeasure: load\nabove: 90\nfor: 5m`);
  return block.replace("A thing", `Thing ${n}`);
}

describe("a hostile book", () => {
  it("is answered with problems in their places, whatever is spliced into a good one", () => {
    expect(read(GOOD).problems).toEqual([]);

    const splice = fc.tuple(fc.nat(GOOD.length), fc.nat(12), fc.array(NASTY, { maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(splice, { minLength: 1, maxLength: 3 }), (splices) => {
        const text = splices.reduce(
          (book, [at, cut, parts]) => book.slice(0, at) + parts.join("") + book.slice(at + cut),
          GOOD,
        );
        const reading = parseBook([{ path: "a.md", text }], SOURCES);
        const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);

        expect(reading.ok).toBe(reading.problems.every(({ severity }) => severity === "warning"));
        for (const { line, column, message, mend } of reading.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
          expect(message.length + mend.length).toBeLessThan(500);
        }
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it.each([
    ["brackets of YAML", `# A\n\n\`\`\`yaml alert\n${"{a: ".repeat(300)}\n\`\`\``],
    ["lists of YAML on one line", `# A\n\n\`\`\`yaml alert\n${"- ".repeat(2_000)}\n\`\`\``],
    [
      "lists of YAML in levels",
      `# A\n\n\`\`\`yaml alert\n${Array.from({ length: 170 }, (_, n) => `${" ".repeat(n)}-`).join("\n")}\n\`\`\``,
    ],
    [
      "maps of YAML in levels",
      `# A\n\n\`\`\`yaml alert\n${Array.from({ length: 160 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")}\n\`\`\``,
    ],
    [
      "a very long block",
      `# A\n\n\`\`\`yaml alert\nname: a\nsource: inbound\n# ${"a".repeat(20_000)}\n\`\`\``,
    ],
    ["brackets of Markdown", `# A\n\n${"[".repeat(20_000)}`],
    ["quotes of Markdown", `# A\n\n${">".repeat(20_000)}a`],
    [
      "levels of Markdown",
      `# A\n\n${Array.from({ length: 150 }, (_, n) => `${"  ".repeat(n)}- b`).join("\n")}`,
    ],
  ])("is refused when it is a tangle of %s", (_what, text) => {
    const reading = read(text);

    expect(reading.ok).toBe(false);
    expect(reading.problems.length).toBeLessThanOrEqual(3);
  });

  it("cannot reach what every object has", () => {
    const reading = read(
      alertBlock("name: a\nsource: inbound\n__proto__: { above: 5 }\nconstructor: 1\ntoString: 2"),
    );

    expect(reading.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      "6 Unknown key `__proto__`",
      "7 Unknown key `constructor`",
      "8 Unknown key `toString`",
    ]);
    expect(read(alertBlock("name: a\nsource: constructor")).ok).toBe(false);
  });

  it("of 1,000 sections is read in seconds", () => {
    const text = Array.from({ length: 1_000 }, (_, n) => section(n)).join("\n");

    const startedAt = performance.now();
    const reading = read(text);

    expect(reading).toMatchObject({
      ok: true,
      problems: [],
      book: { alerts: { length: 1_000 }, sections: { length: 1_000 } },
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  }, 20_000);
});
