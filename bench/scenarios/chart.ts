import { join } from "node:path";
import { cwd } from "node:process";
import type { OwnThread } from "../../src/app-thread.ts";
import type { ChartSeries, ChartSpec } from "../../src/charts/chart-spec.ts";
import { HOUR } from "../../src/lib/durations.ts";
import type { Scenario } from "../scenario.ts";
import { latencies } from "../statistics.ts";

const DRAWINGS = 50;
const SERIES = 6;
const SAMPLES = 720;

/** The picture of a card, six series of six hours, through the thread that draws them. */
export const chart: Scenario = {
  name: "chart",
  writes: false,
  rows: [
    { id: "chart-first", what: "a chart, the thread's start included: ms", aim: { atMost: 200 } },
    { id: "chart-p50", what: "a chart, p50 of 50: ms", aim: { atMost: 200 } },
    { id: "chart-kb", what: "its size: kB", aim: { atMost: 60 } },
  ],
  run: async () => {
    const thread = await builtThread();
    try {
      const took: number[] = [];
      let bytes = 0;
      for (let n = 0; n < DRAWINGS; n += 1) {
        const before = performance.now();
        const drawn = await thread.draw(spec(n));
        if (!drawn.ok) throw new Error(`a chart could not be drawn: ${drawn.reason}`);
        took.push(performance.now() - before);
        bytes = Math.max(bytes, drawn.png.length);
      }
      return {
        "chart-first": took[0]!,
        "chart-p50": latencies(took).p50,
        "chart-kb": bytes / 1_000,
      };
    } finally {
      await thread.stop();
    }
  },
};

/** The thread's own module is loaded by its name, which only the build knows. */
async function builtThread(): Promise<OwnThread> {
  const { startThread } = (await import(join(cwd(), "dist", "app-thread.js"))) as AppThread;
  return startThread();
}

interface AppThread {
  startThread(): OwnThread;
}

function spec(n: number): ChartSpec {
  const to = Date.UTC(2026, 10, 22, 2);
  const range = { from: to - 6 * HOUR, to };
  const series = Array.from({ length: SERIES }, (_, index): ChartSeries => ({
    name: `queue=queue-${index}`,
    segments: [
      Array.from({ length: SAMPLES }, (_, sample) => ({
        at: range.from + (sample * 6 * HOUR) / SAMPLES,
        value:
          4_000 + 3_000 * Math.sin((sample + n) / (40 + 10 * index)) + ((sample * 7_919) % 500),
      })),
    ],
  }));
  const mark = { number: 17, from: to - 3 * HOUR, to, acknowledgedAt: null, isOver: false };
  return {
    title: "Builds are queueing up",
    zone: "Europe/Berlin",
    threshold: { above: 5_000 },
    series,
    more: 0,
    marks: [mark],
    ...range,
  };
}
