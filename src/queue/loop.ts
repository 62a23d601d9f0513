import type { Log } from "../lib/log.ts";
import { sleep } from "../lib/timers.ts";

export interface Loop {
  start(): void;
  /** Something may be due: look now. */
  nudge(): void;
  stop(): Promise<void>;
}

interface LoopParts {
  readonly name: string;
  readonly log: Log;
  /** Real milliseconds between looks when nobody nudges. */
  readonly everyMs: number;
  /** True: there may be more, look again at once. */
  run(): Promise<boolean>;
}

/** Looks again and again, at once when nudged. An error is logged and the next look comes as planned: a loop never ends by itself. */
export function createLoop({ name, log, everyMs, run }: LoopParts): Loop {
  const ending = new AbortController();
  let pause = new AbortController();
  let isNudged = false;
  let running: Promise<void> = Promise.resolve();

  const look = async (): Promise<boolean> => {
    isNudged = false;
    try {
      return await run();
    } catch (error) {
      if (!ending.signal.aborted)
        log.warn({ loop: name, error }, "a look failed; the next one follows");
      await sleep(Math.min(everyMs, 1_000), ending.signal);
      return false;
    }
  };
  const go = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      if ((await look()) || isNudged) continue;
      pause = new AbortController();
      await sleep(everyMs, AbortSignal.any([pause.signal, ending.signal]));
    }
  };
  return {
    start: () => {
      running = go();
    },
    nudge: () => {
      isNudged = true;
      pause.abort();
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
