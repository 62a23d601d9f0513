import type { Log } from "../../../lib/log.ts";
import { sleep } from "../../../lib/timers.ts";

/** Real milliseconds. */
export interface LookTimes {
  /** After the first look that went wrong, and twice as long after each further one. */
  readonly retryMs: number;
  readonly retryAtMostMs: number;
  /** After one that went well. */
  readonly againMs: number;
}

export interface Look {
  start(): void;
  stop(): Promise<void>;
  /** Somebody met trouble, or met none: to be looked at now if that is not what the last look saw. */
  wanted(isWell: boolean): void;
}

interface LookParts {
  readonly times: LookTimes;
  readonly log: Log;
  /** Whether all is well. */
  look(signal: AbortSignal): Promise<boolean>;
}

/** Looks again and again in the background, whatever becomes of one look. */
export function createLook({ times, log, look }: LookParts): Look {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let nap = new AbortController();
  let isWell: boolean | null = null;

  const tryToLook = async (): Promise<boolean> => {
    try {
      return await look(stopping.signal);
    } catch (error) {
      log.warn({ error }, "Slack could not be looked at");
      return false;
    }
  };
  const run = async (): Promise<void> => {
    let retryMs = times.retryMs;
    while (!stopping.signal.aborted) {
      isWell = await tryToLook();
      nap = new AbortController();
      const end = AbortSignal.any([stopping.signal, nap.signal]);
      if (isWell) {
        retryMs = times.retryMs;
        // However much trouble is met, this is how often it is looked at.
        await sleep(times.retryMs, stopping.signal);
        await sleep(times.againMs - times.retryMs, end);
      } else {
        await sleep(retryMs, end);
        retryMs = Math.min(retryMs * 2, times.retryAtMostMs);
      }
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    wanted: (wasWell) => {
      if (isWell !== null && wasWell !== isWell) nap.abort();
    },
  };
}
