import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderStamp, readMarkdownFolder } from "../../../src/lib/folder.ts";

let root: string;
let book: string;

function write(path: string, content: string | Uint8Array): void {
  const file = join(book, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "folder-"));
  book = join(root, "book");
  mkdirSync(book);
});

afterEach(() => rmSync(root, { recursive: true }));

describe("reading a folder of Markdown", () => {
  it("reads all Markdown below it, sorted by path, and nothing else", async () => {
    for (const path of [
      "hosts.md",
      "db/postgres.md",
      "db/deep/er.md",
      "Zebra.md",
      "notes.txt",
      ".hidden.md",
      ".git/x.md",
      "node_modules/a/README.md",
    ])
      write(path, `in ${path}`);
    mkdirSync(join(book, "folder.md"));

    expect(await readMarkdownFolder(book)).toEqual({
      ok: true,
      files: ["Zebra.md", "db/deep/er.md", "db/postgres.md", "hosts.md"].map((path) => ({
        path,
        text: `in ${path}`,
      })),
    });
  });

  it("reads an empty folder", async () => {
    expect(await readMarkdownFolder(book)).toEqual({ ok: true, files: [] });
  });

  it("says that the folder is missing", async () => {
    const missing = join(root, "missing");

    expect(await readMarkdownFolder(missing)).toMatchObject({
      ok: false,
      reason: `${missing} does not exist, or a link in it leads nowhere`,
    });
  });

  it("says that it is no folder", async () => {
    write("a.md", "");

    expect(await readMarkdownFolder(join(book, "a.md"))).toMatchObject({
      ok: false,
      reason: `${join(book, "a.md")} is not a folder`,
    });
  });

  it("follows links within the folder, as mounted volumes have them", async () => {
    write("..2024/hosts.md", "mounted");
    symlinkSync(join(book, "..2024/hosts.md"), join(book, "hosts.md"));
    symlinkSync(book, join(root, "link"));

    expect(await readMarkdownFolder(join(root, "link"))).toEqual({
      ok: true,
      files: [{ path: "hosts.md", text: "mounted" }],
    });
  });

  it("refuses links that lead out of the folder", async () => {
    writeFileSync(join(root, "secret.md"), "secret");
    symlinkSync(join(root, "secret.md"), join(book, "a.md"));

    expect(await readMarkdownFolder(book)).toMatchObject({
      ok: false,
      reason: `a.md is a link to outside of ${book}`,
    });
  });

  it("refuses links to a neighbour whose name begins the same", async () => {
    mkdirSync(`${book}-two`);
    writeFileSync(join(`${book}-two`, "a.md"), "secret");
    symlinkSync(join(`${book}-two`, "a.md"), join(book, "a.md"));

    expect(await readMarkdownFolder(book)).toMatchObject({ ok: false });
  });

  it("does not follow links to folders", async () => {
    write("db/a.md", "once");
    symlinkSync(book, join(book, "db/loop"));

    expect(await readMarkdownFolder(book)).toEqual({
      ok: true,
      files: [{ path: "db/a.md", text: "once" }],
    });
  });

  it("takes a file of 1 MiB and refuses a larger one", async () => {
    write("a.md", "a".repeat(1024 * 1024));
    expect(await readMarkdownFolder(book)).toMatchObject({ ok: true });

    write("b.md", "a".repeat(1024 * 1024 + 1));
    expect(await readMarkdownFolder(book)).toMatchObject({
      ok: false,
      reason: "b.md is larger than 1 MiB",
    });
  });

  it("takes 8 MiB in all and no more", async () => {
    for (let n = 0; n < 8; n += 1) write(`${n}.md`, "a".repeat(1024 * 1024));
    expect(await readMarkdownFolder(book)).toMatchObject({ ok: true });

    write("9.md", "a");
    expect(await readMarkdownFolder(book)).toMatchObject({
      ok: false,
      reason: `${book} holds more than 8 MiB of Markdown`,
    });
  });

  it("refuses more than 1,000 files", async () => {
    for (let n = 0; n <= 1_000; n += 1) write(`${n}.md`, "");

    expect(await readMarkdownFolder(book)).toMatchObject({
      ok: false,
      reason: `${book} holds more than 1,000 Markdown files`,
    });
  });

  it("refuses what is not UTF-8", async () => {
    write("a.md", Uint8Array.of(0x61, 0xff));

    expect(await readMarkdownFolder(book)).toMatchObject({
      ok: false,
      reason: "a.md is not UTF-8 text",
    });
  });

  it("names every file that it cannot read, and still gives the others", async () => {
    write("a.md", Uint8Array.of(0x61, 0xff));
    write("b.md", "fine");
    write("c.md", "a".repeat(1024 * 1024 + 1));

    expect(await readMarkdownFolder(book)).toEqual({
      ok: false,
      reason: "a.md is not UTF-8 text",
      files: [{ path: "b.md", text: "fine" }],
      unreadable: [
        { path: "a.md", reason: "is not UTF-8 text", mend: "Save it as UTF-8." },
        { path: "c.md", reason: "is larger than 1 MiB", mend: "Split it into several pages." },
      ],
    });
  });
});

describe("the stamp of a folder", () => {
  it("stays while nothing changes, and changes with each file", async () => {
    const stamps = [await folderStamp(book)];
    write("a.md", "one");
    utimesSync(join(book, "a.md"), 1_000, 1_000);
    stamps.push(await folderStamp(book));
    expect(await folderStamp(book)).toBe(stamps[1]);

    write("a.md", "longer");
    utimesSync(join(book, "a.md"), 1_000, 1_000);
    stamps.push(await folderStamp(book));
    utimesSync(join(book, "a.md"), 1_001, 1_001);
    stamps.push(await folderStamp(book));
    write("sub/b.md", "");
    stamps.push(await folderStamp(book));
    rmSync(book, { recursive: true });
    stamps.push(await folderStamp(book));

    expect(new Set(stamps).size).toBe(stamps.length);
  });
});
