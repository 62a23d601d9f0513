import type { Book, BookReading, Problem } from "../playbooks/book.ts";
import type { BookRecords } from "../ports/book-records.ts";
import type { Log } from "../lib/log.ts";

/** Before a book was loaded. Signals still open incidents, and say that the book has no section for them. */
const EMPTY_BOOK: Book = { v: 1, version: "", sections: [], alerts: [], policies: [] };

/** The book in force in this process: the version last published, by whichever process. */
export interface LoadedBook {
  current(): Book;
  isLoaded(): boolean;
  /** Takes over what was published, if it is newer. */
  refresh(): Promise<void>;
}

export function createLoadedBook(records: BookRecords): LoadedBook {
  let book = EMPTY_BOOK;
  return {
    current: () => book,
    isLoaded: () => book !== EMPTY_BOOK,
    refresh: async () => {
      const version = await records.version();
      if (version === null || version === book.version) return;
      book = (await records.load()) ?? book;
    },
  };
}

export type Published = {
  readonly outcome: "published" | "refused";
  readonly problems: readonly Problem[];
};

/** A broken edit never replaces a good book. */
export async function publishBook(
  records: BookRecords,
  reading: BookReading,
  log: Log,
): Promise<Published> {
  await records.setProblems(reading.problems);
  for (const p of reading.problems)
    log[p.severity === "error" ? "error" : "warn"](
      { at: `${p.file}:${p.line}:${p.column}`, mend: p.mend },
      p.message,
    );
  if (!reading.ok) return { outcome: "refused", problems: reading.problems };
  await records.publish(reading.book);
  return { outcome: "published", problems: reading.problems };
}
