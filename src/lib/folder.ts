import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { markdownFiles, type FoundFile } from "./markdown-files.ts";

interface MarkdownFile {
  /** From the folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export type FolderReading =
  | { readonly ok: true; readonly files: readonly MarkdownFile[] }
  | { readonly ok: false; readonly reason: string };

const LARGEST_FILE = 1024 * 1024;
const LARGEST_FOLDER = 8 * LARGEST_FILE;

/** All `*.md` of a folder and the folders in it, but hidden ones. `reason` is for humans, and names the file. */
export async function readMarkdownFolder(path: string): Promise<FolderReading> {
  const found = await markdownFiles(path);
  if (!found.ok) return found;
  const files: MarkdownFile[] = [];
  let total = 0;
  for (const file of found.files) {
    const { bytes, reason } = await readOne(path, file);
    total += bytes.length;
    if (reason !== null) return { ok: false, reason };
    if (total > LARGEST_FOLDER)
      return { ok: false, reason: `${path} holds more than 8 MiB of Markdown` };
    const text = decode(bytes);
    if (text === null) return { ok: false, reason: `${file.path} is not UTF-8 text` };
    files.push({ path: file.path, text });
  }
  return { ok: true, files };
}

/** Changes when a file comes, goes, or is written. Cheap enough to be asked every few seconds. */
export async function folderStamp(path: string): Promise<string> {
  const found = await markdownFiles(path);
  const told = found.ok
    ? found.files.map(({ path, size, modifiedAt }) => [path, size, modifiedAt])
    : found.reason;
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

async function readOne(
  folder: string,
  { path, size }: FoundFile,
): Promise<{ readonly bytes: Uint8Array; readonly reason: string | null }> {
  const nothing = new Uint8Array();
  if (size > LARGEST_FILE) return { bytes: nothing, reason: `${path} is larger than 1 MiB` };
  try {
    const bytes = await readFile(join(folder, path));
    return { bytes, reason: bytes.length > LARGEST_FILE ? `${path} is larger than 1 MiB` : null };
  } catch (error) {
    return { bytes: nothing, reason: `${path} cannot be read: ${(error as Error).message}` };
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
