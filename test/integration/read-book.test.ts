import { expect, it, onTestFinished } from "vitest";
import { watchBook, type BookWatcher, type CompileBook } from "../../src/app-book.ts";
import type { Book } from "../../src/playbooks/book.ts";
import type { BookRecords } from "../../src/ports/book-records.ts";
import { createLoadedBook, type LoadedBook } from "../../src/watch/load-book.ts";
import { compileInProcess, writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { recordedLog, type RecordedLog } from "../support/quiet-log.ts";
import { until } from "../support/until.ts";

const TOO_SLOW = { ok: false, gaveUp: true, problems: [] } as const;

function recordsInMemory(): BookRecords {
  let published: Book | null = null;
  return {
    publish: async (book) => void (published = book),
    version: async () => published?.version ?? null,
    load: async () => published,
    problems: async () => [],
    setProblems: async () => undefined,
  };
}

const nothing = (): Promise<void> => Promise.resolve();

function watching(
  compile: CompileBook,
  files?: Readonly<Record<string, string>>,
): {
  readonly books: BookWatcher;
  readonly loaded: LoadedBook;
  readonly log: RecordedLog;
} {
  const records = recordsInMemory();
  const loaded = createLoadedBook(records);
  const folder = writeBook(temporaryFolder(), files);
  const log = recordedLog();
  const books = watchBook({
    folder,
    compile,
    records,
    loaded,
    log,
    changed: nothing,
  });
  onTestFinished(() => books.stop());
  return { books, loaded, log };
}

it("has a book before anything is judged by it", async () => {
  const { books, loaded } = watching(compileInProcess);

  await books.start();

  expect(loaded.current().alerts.map(({ name }) => name)).toContain("builds-queue-backlog");
});

it("tries again a book that could not be read in time, though no file changes", async () => {
  const answers = [TOO_SLOW, TOO_SLOW];
  const { books, loaded } = watching(async (files) => answers.shift() ?? compileInProcess(files));

  await books.start();
  expect(loaded.isLoaded()).toBe(false);

  await until("the book is loaded", 10_000, () => loaded.isLoaded());
});

it("says so when the folder holds no page, and still has the alerts that watch watchroom", async () => {
  const { books, loaded, log } = watching(compileInProcess, {});

  await books.start();

  const names = loaded.current().alerts.map(({ name }) => name);
  expect(names).toContain("watchroom-inbox-bad");
  expect(names.filter((name) => !name.startsWith("watchroom-"))).toEqual([]);
  expect(log.lines.map(({ message }) => message)).toContain(
    "The book has no page: signals open incidents without steps, by the built-in policy.",
  );
});
