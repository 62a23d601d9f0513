import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { starterPages } from "./starter-pages.ts";

export type MadeBook =
  | { readonly outcome: "made"; readonly files: readonly string[] }
  /** A book is there already; nothing was written. */
  | { readonly outcome: "taken"; readonly found: readonly string[] }
  | { readonly outcome: "failed"; readonly reason: string };

/** Writes the first pages into a folder that holds no Markdown yet. Never overwrites. */
export async function makeBook(folder: string): Promise<MadeBook> {
  const pages = await starterPages();
  try {
    const found = (await entriesOf(folder)).filter((name) => /\.md$/i.test(name)).toSorted();
    if (found.length > 0) return { outcome: "taken", found };
    await mkdir(folder, { recursive: true });
    for (const { path, text } of pages)
      await writeFile(join(folder, path), text, { encoding: "utf8", flag: "wx" });
    return { outcome: "made", files: pages.map(({ path }) => path) };
  } catch (error) {
    return { outcome: "failed", reason: explain(folder, error as NodeJS.ErrnoException) };
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function explain(folder: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOTDIR" || code === "EEXIST") return `${folder}, or a part of it, is a file.`;
  if (code === "EACCES" || code === "EROFS") return `${folder} may not be written to.`;
  return `${folder} cannot be written: ${message}`;
}
