import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

export interface FoundFile {
  /** From the folder, with forward slashes. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds of the file system's clock. */
  readonly modifiedAt: number;
}

export type FoundFiles =
  | { readonly ok: true; readonly files: readonly FoundFile[] }
  | { readonly ok: false; readonly reason: string };

const MOST_FILES = 1_000;
const MOST_FOLDERS = 1_000;

/** All `*.md` below a folder, sorted by path. Links may lead to files of the same folder, as mounted volumes have them. */
export async function markdownFiles(folder: string): Promise<FoundFiles> {
  try {
    return await search(await realpath(folder), folder);
  } catch (error) {
    return { ok: false, reason: explain(folder, error as NodeJS.ErrnoException) };
  }
}

async function search(root: string, name: string): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const folders = [""];
  for (const [index, folder] of folders.entries()) {
    if (index >= MOST_FOLDERS)
      return { ok: false, reason: `${name} holds more than 1,000 folders` };
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (isHidden(entry)) continue;
      if (entry.isDirectory()) folders.push(path);
      if (!isMarkdown(entry)) continue;
      if (entry.isSymbolicLink() && !(await isWithin(root, path)))
        return { ok: false, reason: `${path} is a link to outside of ${name}` };
      const { size, mtimeMs, isFile } = await statOf(join(root, path));
      if (isFile) files.push({ path, size, modifiedAt: mtimeMs });
    }
    if (files.length > MOST_FILES)
      return { ok: false, reason: `${name} holds more than 1,000 Markdown files` };
  }
  return { ok: true, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

function isHidden({ name }: Dirent): boolean {
  return name.startsWith(".") || name === "node_modules";
}

function isMarkdown(entry: Dirent): boolean {
  return entry.name.endsWith(".md") && (entry.isFile() || entry.isSymbolicLink());
}

async function isWithin(root: string, path: string): Promise<boolean> {
  return (await realpath(join(root, path))).startsWith(root.endsWith(sep) ? root : root + sep);
}

async function statOf(
  path: string,
): Promise<{ readonly size: number; readonly mtimeMs: number; readonly isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
}

function explain(folder: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return `${folder} does not exist, or a link in it leads nowhere`;
  if (code === "ENOTDIR") return `${folder} is not a folder`;
  return `${folder} cannot be read: ${message}`;
}
