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
  | {
      readonly ok: false;
      readonly reason: string;
      /** What can be read all the same. */
      readonly files: readonly MarkdownFile[];
      /** The files that are at fault; empty when it is the folder. */
      readonly unreadable: readonly UnreadableFile[];
    };

interface UnreadableFile {
  readonly path: string;
  readonly reason: string;
  readonly mend: string;
}

const LARGEST_FILE = 1024 * 1024;
const LARGEST_FOLDER = 8 * LARGEST_FILE;

/** All `*.md` of a folder and the folders in it, but hidden ones. `reason` is for humans, and names the file. */
export async function readMarkdownFolder(path: string): Promise<FolderReading> {
  const found = await markdownFiles(path);
  if (!found.ok) return { ...found, files: [], unreadable: [] };
  const files: MarkdownFile[] = [];
  const unreadable: UnreadableFile[] = [];
  let total = 0;
  for (const file of found.files) {
    const read = await readOne(path, file);
    if ("reason" in read) {
      unreadable.push({ path: file.path, ...read });
      continue;
    }
    total += read.bytes;
    if (total > LARGEST_FOLDER) {
      const reason = `${path} holds more than 8 MiB of Markdown`;
      return { ok: false, reason, files: [], unreadable: [] };
    }
    files.push({ path: file.path, text: read.text });
  }
  const [first] = unreadable;
  if (first === undefined) return { ok: true, files };
  return { ok: false, reason: `${first.path} ${first.reason}`, files, unreadable };
}

/** Changes when a file comes, goes, or is written. Cheap enough to be asked every few seconds. */
export async function folderStamp(path: string): Promise<string> {
  const found = await markdownFiles(path);
  const told = found.ok
    ? found.files.map(({ path, size, modifiedAt }) => [path, size, modifiedAt])
    : found.reason;
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

const TOO_LARGE = { reason: "is larger than 1 MiB", mend: "Split it into several pages." };

async function readOne(
  folder: string,
  { path, size }: FoundFile,
): Promise<{ readonly text: string; readonly bytes: number } | Omit<UnreadableFile, "path">> {
  if (size > LARGEST_FILE) return TOO_LARGE;
  try {
    const bytes = await readFile(join(folder, path));
    if (bytes.length > LARGEST_FILE) return TOO_LARGE;
    const text = decode(bytes);
    if (text === null) return { reason: "is not UTF-8 text", mend: "Save it as UTF-8." };
    return { text, bytes: bytes.length };
  } catch (error) {
    return {
      reason: `cannot be read: ${(error as Error).message}`,
      mend: "Let the user that runs watchroom read it.",
    };
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
