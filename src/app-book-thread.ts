import { SCHEMAS } from "./app-schemas.ts";
import { serveThread } from "./lib/thread-entry.ts";
import type { BookFile, BookReading } from "./playbooks/book.ts";
import { parseBook } from "./playbooks/parse-book.ts";

/** Parsing a large book takes long enough to hold up a pager: it has a thread of its own. */
serveThread((files: readonly BookFile[]): BookReading => parseBook(files, SCHEMAS));
