import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bookConfig, judgeBook, type CheckOptions } from "../../../src/cli/check.ts";
import { sayRemarks } from "../../../src/cli/check/say-remarks.ts";
import { surveyConfig } from "../../../src/config.ts";
import type { Remark } from "../../../src/playbooks/idle-alerts.ts";
import { compileInProcess } from "../../support/book.ts";
import { temporaryFolder } from "../../support/folder.ts";

const FENCE = "```";

function section(name: string, keys: string): string {
  return `## About ${name}\n\n${FENCE}yaml alert\nname: ${name}\n${keys}\n${FENCE}\n\n1. Look.\n`;
}

const GOOD = section("disk", "source: host\nmeasure: disk\nabove: 90\nfor: 5m\nseverity: critical");

async function checked(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: CheckOptions & { readonly env?: Readonly<Record<string, string>> } = {},
) {
  const folder = join(temporaryFolder(), "book");
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const config = bookConfig(folder, surveyConfig(options.env ?? {}));
  return judgeBook(config, compileInProcess, options);
}

async function asJson(...args: Parameters<typeof checked>): Promise<{
  readonly exitCode: number;
  readonly [key: string]: unknown;
}> {
  const { text, exitCode } = await checked(args[0], { ...args[1], json: true });
  return { ...(JSON.parse(text) as object), exitCode };
}

describe("check", () => {
  it("passes a good book, and counts what the team wrote", async () => {
    expect(await checked({ "hosts.md": GOOD, "notes.md": "# Notes\n" })).toEqual({
      text: "No problem in 2 files, 1 alert, 0 policies.",
      exitCode: 0,
    });
  });

  it("says every problem at once, each with its place, its line and its mend", async () => {
    const { text, exitCode } = await checked({
      "a.md": section("disk", "source: host\nmeasure: laod\nabove: 90\nfor: 5m"),
      "b.md": `${section("disk", "source: hst\nabove: 1")}\n[more](nowhere.md)\n`,
    });

    expect(exitCode).toBe(1);
    expect(text.split("\n").map((line) => line.replace(/^.*book\//, ""))).toEqual([
      "a.md:6:10 error: `measure` must not be `laod`",
      "    6 | measure: laod",
      "      |          ^",
      "    Known: load, memory, disk.",
      "b.md:4:7 error: There is another alert named `disk`, in a.md:4",
      "    4 | name: disk",
      "      |       ^",
      "    Rename one of the two.",
      "b.md:5:9 error: Unknown source `hst`",
      "    5 | source: hst",
      "      |         ^",
      "    Did you mean `host`?",
      "b.md:11:1 warning: The book has no page `nowhere.md`",
      "    11 | [more](nowhere.md)",
      "       | ^",
      "    Known: a.md, b.md, watchroom.md.",
      "3 errors and 1 warning in 2 files.",
    ]);
  });

  it("names each file that it cannot read, and still reads the others", async () => {
    const { text, exitCode } = await checked({
      "a.md": Uint8Array.of(0x61, 0xff),
      "b.md": section("disk", "source: hst"),
      "c.md": "x".repeat(1024 * 1024 + 1),
    });

    expect(exitCode).toBe(1);
    expect(text).toMatch(/a\.md:1:1 error: a\.md is not UTF-8 text\n {4}Save it as UTF-8\./);
    expect(text).toMatch(/b\.md:5:9 error: Unknown source `hst`/);
    expect(text).toMatch(/c\.md:1:1 error: c\.md is larger than 1 MiB\n {4}Split it/);
    expect(text).toMatch(/errors in 3 files\.$/);
  });

  it("says that a folder is not there", async () => {
    const config = bookConfig("/nowhere/at all", surveyConfig({}));

    expect(await judgeBook(config, compileInProcess, {})).toMatchObject({
      text: expect.stringMatching(/^error: \/nowhere\/at all does not exist/) as string,
      exitCode: 1,
    });
  });

  it("passes an empty folder with a warning, unless it is to be strict", async () => {
    const { text, exitCode } = await checked({});

    expect(exitCode).toBe(0);
    expect(text).toMatch(/^warning: The book has no page/);
    expect(text).toContain("npx watchroom init");
    expect((await checked({}, { strict: true })).exitCode).toBe(1);
  });

  it("is one JSON value when asked, with the same verdict", async () => {
    expect(await asJson({ "hosts.md": GOOD })).toEqual({
      ok: true,
      problems: [],
      alerts: 1,
      policies: 0,
      files: 1,
      exitCode: 0,
    });
    expect(await asJson({ "hosts.md": section("disk", "source: hst") })).toMatchObject({
      ok: false,
      problems: [{ severity: "error", file: "hosts.md", line: 5, column: 9 }],
      alerts: null,
      exitCode: 1,
    });
    expect(await asJson({}, { strict: true })).toMatchObject({ ok: false, exitCode: 1 });
  });

  it("needs nothing else of the environment to be right", async () => {
    const env = { NTFY_TOKEN: "x", WATCHROOM_ZOEN: "y", PORT: "none" };

    expect((await checked({ "hosts.md": GOOD }, { env })).exitCode).toBe(0);
  });

  it("refuses a wrong PLAYBOOKS_DIR, which it would have read", () => {
    const survey = surveyConfig({ PLAYBOOKS_DIR: "/nowhere" });

    expect(() => bookConfig(undefined, survey)).toThrow(/^PLAYBOOKS_DIR is "\/nowhere"/);
    expect(bookConfig("/tmp", survey).playbooksFolder).toBe("/tmp");
  });

  it("warns of ways out that nobody has set up, where some are", async () => {
    const policy = `# Escalation\n\n${FENCE}yaml policy\nname: default\nsteps:\n  - { page: on-call, by: [push, sms] }\n  - { after: 5m, page: everyone, by: [voice] }\n${FENCE}\n`;
    const warned = await checked({ "e.md": policy }, { env: { NTFY_URL: "https://ntfy.sh" } });

    expect(warned.text).toMatch(
      /e\.md:6:26 warning: `default` calls by sms and voice, which nobody has set up; 1 of 2 steps calls nobody/,
    );
    expect((await checked({ "e.md": policy })).text).toMatch(/^No problem/);
  });
});

describe("a remark", () => {
  const remark: Remark = {
    severity: "warning",
    file: "a.md",
    line: 2,
    column: 5,
    message: "m",
    mend: "n",
  };

  it("shows what a terminal would obey as a blank, with the caret below its letter", () => {
    const files = [{ path: "a.md", text: "x\r\n  \u001b[2J\u202eevil" }];

    expect(sayRemarks([remark], files, "book")[0]!.split("\n").slice(1, 3)).toEqual([
      "    2 |  [2J evil",
      "      |   ^",
    ]);
  });

  it("has no excerpt of a line far to the right, or of an empty one", () => {
    const long = [{ path: "a.md", text: `x\n${"y".repeat(500)}` }];

    expect(sayRemarks([{ ...remark, column: 300 }], long, "book")[0]!.split("\n")).toHaveLength(2);
    expect(sayRemarks([{ ...remark, line: 9 }], long, "book")[0]!.split("\n")).toHaveLength(2);
  });

  it("of the page that comes with watchroom is not said to stand in the team's folder", () => {
    const own = { ...remark, file: "watchroom.md" };

    expect(sayRemarks([own], [], "book")[0]).toMatch(/^watchroom\.md:2:5 warning/);
    expect(sayRemarks([remark], [], "book")[0]).toMatch(/^book\/a\.md:2:5 warning/);
  });
});
