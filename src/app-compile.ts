import type { CompileBook } from "./app-book.ts";
import { createThread } from "./lib/worker-thread.ts";
import type { BookFile, BookReading } from "./playbooks/book.ts";

/** Compiles the book in its own thread; a book that takes too long is a problem, not a hang. */
export function compileBook(): { readonly run: CompileBook; stop(): Promise<void> } {
  const thread = createThread<readonly BookFile[], BookReading>(
    new URL("./app-book-thread.js", import.meta.url),
    // Two thousand sections take some seconds of a busy machine; nothing else waits for this thread.
    { limitMs: 30_000, queue: 8 },
  );
  return {
    run: async (files) => {
      const done = await thread.run(files);
      if (done.ok) return done.output;
      return {
        ok: false,
        gaveUp: true,
        problems: [
          {
            severity: "error",
            file: files[0]?.path ?? "",
            line: 1,
            column: 1,
            message: `The book could not be read: ${done.reason}`,
            mend: "Look for a very large or deeply nested file.",
          },
        ],
      };
    },
    stop: () => thread.stop(),
  };
}
