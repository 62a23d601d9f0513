import { fileURLToPath } from "node:url";
import { folderStamp, readMarkdownFolder } from "./lib/folder.ts";
import type { Log } from "./lib/log.ts";
import { createLoop } from "./queue/loop.ts";
import type { BookFile, BookReading, Problem } from "./playbooks/book.ts";
import { byPlace, errorAt, warningAt } from "./playbooks/problem.ts";
import type { BookRecords } from "./ports/book-records.ts";
import { publishBook, type LoadedBook } from "./watch/load-book.ts";

const LOOK_EVERY_MS = 2_000;
const START = { line: 1, column: 1 };
const OWN_FILE = "watchroom.md";
const PACKAGED = fileURLToPath(new URL("../playbooks/", import.meta.url));

/** `gaveUp`: not the book's fault for certain, so the same files are worth another try. */
export type CompiledBook = BookReading & { readonly gaveUp?: true };
export type CompileBook = (files: readonly BookFile[]) => Promise<CompiledBook>;

export interface FolderBook {
  readonly reading: CompiledBook;
  /** The team's own pages, those that can be read. */
  readonly files: readonly BookFile[];
  /** Pages that are there, whether they can be read or not. */
  readonly pages: number;
}

/** Reads the book's folder. The alerts that watch watchroom itself are always part of it. */
export async function readBook(folder: string, compile: CompileBook): Promise<FolderBook> {
  const team = await readMarkdownFolder(folder);
  const { files } = team;
  if (!team.ok && team.unreadable.length === 0)
    return { reading: { ok: false, problems: [noFolder(folder, team.reason)] }, files, pages: 0 };
  const own = await readMarkdownFolder(PACKAGED);
  const missing =
    own.ok && !files.some((f) => f.path === OWN_FILE)
      ? own.files.filter((f) => f.path === OWN_FILE)
      : [];
  const reading = await compile([...files, ...missing]);
  if (!team.ok) {
    const problems = [...team.unreadable.map(unreadable), ...reading.problems];
    const pages = files.length + team.unreadable.length;
    return { reading: { ok: false, problems: problems.toSorted(byPlace) }, files, pages };
  }
  const isEmpty = files.length === 0 && reading.ok;
  return {
    reading: isEmpty ? { ...reading, problems: [...reading.problems, nothingIn(folder)] } : reading,
    files,
    pages: files.length,
  };
}

function unreadable({
  path,
  reason,
  mend,
}: {
  readonly path: string;
  readonly reason: string;
  readonly mend: string;
}): Problem {
  return errorAt(path, START, { message: `${path} ${reason}`, mend });
}

function nothingIn(folder: string): Problem {
  return warningAt(folder, START, {
    message: "The book has no page: signals open incidents without steps, by the built-in policy.",
    mend: "`npx watchroom init` makes a first book. If there is one already, set PLAYBOOKS_DIR to its folder.",
  });
}

function noFolder(folder: string, message: string): Problem {
  return errorAt(folder, START, { message, mend: "Set PLAYBOOKS_DIR to the folder of the book." });
}

export interface BookWatcher {
  /** Returns when some book is loaded, or none can be for now: signals should not be judged by an empty book that is only not read yet. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Publishes again whenever a file changes. */
export function watchBook({
  folder,
  compile,
  records,
  loaded,
  log,
  changed,
}: {
  readonly folder: string;
  readonly compile: CompileBook;
  readonly records: BookRecords;
  readonly loaded: LoadedBook;
  readonly log: Log;
  /** Another book is in force. */
  changed(): Promise<void>;
}): BookWatcher {
  let stamp: string | null = null;
  const look = async (): Promise<void> => {
    const now = await folderStamp(folder);
    if (now === stamp) return;
    const isFirst = stamp === null;
    const { reading } = await readBook(folder, compile);
    const isPublished = isFirst && reading.ok && reading.book.version === loaded.current().version;
    if (!isPublished) {
      await publishBook(records, reading, log);
      await loaded.refresh();
      await changed();
    }
    if (!("gaveUp" in reading)) stamp = now;
  };
  const loop = createLoop({
    name: "book",
    log,
    everyMs: LOOK_EVERY_MS,
    run: async () => {
      await look();
      return false;
    },
  });
  return {
    start: async () => {
      if (!loaded.isLoaded())
        await look().catch((error: unknown) =>
          log.warn({ error }, "the book could not be read; the next look follows"),
        );
      loop.start();
    },
    stop: () => loop.stop(),
  };
}
