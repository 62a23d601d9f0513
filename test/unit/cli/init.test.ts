import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { judgeBook } from "../../../src/cli/check.ts";
import { makeBook } from "../../../src/cli/init/make-book.ts";
import { readConfig } from "../../../src/config.ts";
import { compileInProcess } from "../../support/book.ts";
import { temporaryFolder } from "../../support/folder.ts";

const PAGES = ["escalation.md", "first-alert.md", "template.md"];

it("makes a book that passes the check without a warning, with an alert to fire at once", async () => {
  const folder = join(temporaryFolder(), "deep", "our book");

  expect(await makeBook(folder)).toEqual({ outcome: "made", files: PAGES });
  const config = readConfig({ PLAYBOOKS_DIR: folder });
  expect(await judgeBook(config, compileInProcess, { strict: true })).toEqual({
    text: "No problem in 3 files, 2 alerts, 1 policy.",
    exitCode: 0,
  });
  expect(readFileSync(join(folder, "first-alert.md"), "utf8")).toContain("name: first-alert");
});

it("teaches with a comment for each key of its blocks that is not plain", async () => {
  const folder = temporaryFolder();
  await makeBook(folder);
  const comments = PAGES.map(
    (page) => readFileSync(join(folder, page), "utf8").match(/^[^#\n]+ # \w/gm)?.length ?? 0,
  );

  expect(Math.min(...comments)).toBeGreaterThanOrEqual(3);
});

it("writes nothing into a folder that holds a page already", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "ours.md"), "# Ours\n");

  expect(await makeBook(folder)).toEqual({ outcome: "taken", found: ["ours.md"] });
  expect(readdirSync(folder)).toEqual(["ours.md"]);
  expect(readFileSync(join(folder, "ours.md"), "utf8")).toBe("# Ours\n");
});

it("leaves what is no page alone", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "images"));

  expect(await makeBook(folder)).toMatchObject({ outcome: "made" });
  expect(readdirSync(folder)).toEqual([...PAGES, "images"].toSorted());
});

it("says that a part of the path is a file", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");

  expect(await makeBook(join(file, "book"))).toEqual({
    outcome: "failed",
    reason: `${join(file, "book")}, or a part of it, is a file.`,
  });
});
