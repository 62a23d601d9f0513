import { fileURLToPath } from "node:url";
import { folderStamp, readMarkdownFolder } from "./lib/folder.ts";
import type { Log } from "./lib/log.ts";
import { createLoop, type Loop } from "./queue/loop.ts";
import type { BookFile, BookReading } from "./playbooks/book.ts";
import type { BookRecords } from "./ports/book-records.ts";
import { publishBook, type LoadedBook } from "./watch/load-book.ts";

const LOOK_EVERY_MS = 2_000;
const OWN_FILE = "watchroom.md";
const PACKAGED = fileURLToPath(new URL("../playbooks/", import.meta.url));

export type CompileBook = (files: readonly BookFile[]) => Promise<BookReading>;

/** Reads the book's folder and publishes it. The alerts that watch watchroom itself are always part of it. */
export async function readBook(folder: string, compile: CompileBook): Promise<BookReading> {
  const team = await readMarkdownFolder(folder);
  if (!team.ok) return broken(folder, team.reason);
  const own = await readMarkdownFolder(PACKAGED);
  const missing =
    own.ok && !team.files.some((f) => f.path === OWN_FILE)
      ? own.files.filter((f) => f.path === OWN_FILE)
      : [];
  return compile([...team.files, ...missing]);
}

function broken(file: string, message: string): BookReading {
  return {
    ok: false,
    problems: [
      {
        severity: "error",
        file,
        line: 1,
        column: 1,
        message,
        mend: "Set PLAYBOOKS_DIR to the folder of the book.",
      },
    ],
  };
}

/** Publishes again whenever a file changes. */
export function watchBook({
  folder,
  compile,
  records,
  loaded,
  log,
}: {
  readonly folder: string;
  readonly compile: CompileBook;
  readonly records: BookRecords;
  readonly loaded: LoadedBook;
  readonly log: Log;
}): Loop {
  let stamp: string | null = null;
  const run = async (): Promise<boolean> => {
    const now = await folderStamp(folder);
    if (now === stamp) return false;
    const isFirst = stamp === null;
    const reading = await readBook(folder, compile);
    stamp = now;
    if (isFirst && reading.ok && reading.book.version === loaded.current().version) return false;
    await publishBook(records, reading, log);
    await loaded.refresh();
    return false;
  };
  return createLoop({ name: "book", log, everyMs: LOOK_EVERY_MS, run });
}
