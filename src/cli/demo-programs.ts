import { SECOND } from "../lib/durations.ts";
import { sleep } from "../lib/timers.ts";
import { callsTo } from "./demo-api.ts";

const LIMIT = 5_000;

/** The broker's own alarm on the number of builds that wait. */
export async function tellQueue(url: string, builds: number): Promise<void> {
  const words = `${builds.toLocaleString("en")} of ${LIMIT.toLocaleString("en")} builds are waiting.`;
  await callsTo(url)("POST", "/api/v1/signals", {
    alert: "builds-queue-backlog",
    status: builds > LIMIT ? "firing" : "resolved",
    summary: words,
    value: builds,
  });
}

/** A program that says once a minute of the story that it is alive. */
export interface Importer {
  /** Resolves when its first word has arrived. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const EVERY_MS = SECOND;

export function createImporter(url: string): Importer {
  const call = callsTo(url);
  const beat = (): Promise<unknown> => call("POST", "/api/v1/heartbeats/nightly-import");
  let ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const go = async ({ signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      await sleep(EVERY_MS, signal);
      if (!signal.aborted) await beat();
    }
  };
  return {
    start: async () => {
      await beat();
      ending = new AbortController();
      running = go(ending);
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
