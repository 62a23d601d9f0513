import type { CompileBook } from "./app-book.ts";
import type { DrawChart } from "./charts/chart-pictures.ts";
import type { ChartSpec } from "./charts/chart-spec.ts";
import { createThread, type Thread } from "./lib/worker-thread.ts";
import type { BookFile, BookReading } from "./playbooks/book.ts";

export type ThreadJob =
  | { readonly kind: "book"; readonly files: readonly BookFile[] }
  | { readonly kind: "chart"; readonly spec: ChartSpec };

export type ThreadOutput =
  | { readonly kind: "book"; readonly reading: BookReading }
  | { readonly kind: "chart"; readonly png: Uint8Array };

/** Real milliseconds. Two thousand sections take some seconds of a busy machine. */
const BOOK_LIMIT_MS = 30_000;
const CHART_LIMIT_MS = 5_000;
/** Loading what draws takes longer than drawing; where one chart is looked at, others will be. */
const CHART_REST_MS = 30 * 60_000;
const REST_AFTER_MS = 5_000;

/** The one thread of a process for what takes long: what takes too long is a value, not a hang. */
export interface OwnThread {
  readonly compile: CompileBook;
  readonly draw: DrawChart;
  stop(): Promise<void>;
}

export function startThread(): OwnThread {
  const thread = createThread<ThreadJob, ThreadOutput>(
    new URL("./app-thread-entry.js", import.meta.url),
    { limitMs: CHART_LIMIT_MS, queue: 8, restAfterMs: REST_AFTER_MS },
  );
  return {
    compile: (files) => compile(thread, files),
    draw: (spec) => draw(thread, spec),
    stop: () => thread.stop(),
  };
}

type JobThread = Thread<ThreadJob, ThreadOutput>;

async function compile(thread: JobThread, files: readonly BookFile[]): ReturnType<CompileBook> {
  const done = await thread.run({ kind: "book", files }, { limitMs: BOOK_LIMIT_MS });
  if (done.ok && done.output.kind === "book") return done.output.reading;
  return {
    ok: false,
    gaveUp: true,
    problems: [
      {
        severity: "error",
        file: files[0]?.path ?? "",
        line: 1,
        column: 1,
        message: `The book could not be read: ${reasonOf(done)}`,
        mend: "Look for a very large or deeply nested file.",
      },
    ],
  };
}

async function draw(thread: JobThread, spec: ChartSpec): ReturnType<DrawChart> {
  const done = await thread.run({ kind: "chart", spec }, { restAfterMs: CHART_REST_MS });
  return done.ok && done.output.kind === "chart"
    ? { ok: true, png: done.output.png }
    : { ok: false, reason: reasonOf(done) };
}

function reasonOf(done: Awaited<ReturnType<JobThread["run"]>>): string {
  return done.ok ? "the thread answered something else" : done.reason;
}
