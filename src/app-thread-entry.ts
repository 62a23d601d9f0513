import { SCHEMAS } from "./app-schemas.ts";
import type { ThreadJob, ThreadOutput } from "./app-thread.ts";
import { serveThread } from "./lib/thread-entry.ts";
import { parseBook } from "./playbooks/parse-book.ts";

/** A large book or a picture would hold up a pager: they have this thread for themselves. */
serveThread(async (job: ThreadJob): Promise<ThreadOutput> => {
  switch (job.kind) {
    case "book":
      return {
        kind: "book",
        reading: parseBook(job.files, SCHEMAS),
      };
    case "chart": {
      // A process that never draws does not carry the library that draws.
      const { drawChart } = await import("./charts/draw-chart.ts");
      return { kind: "chart", png: drawChart(job.spec) };
    }
  }
});
