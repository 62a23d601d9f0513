import type { Clock } from "../lib/clock.ts";
import { openQueue, openWorker, type BullParts } from "./bull.ts";

/** One per instant, not per incident: whoever wakes handles every incident that is due by then. */
export interface Alarm {
  start(): void;
  /** In `now` time. */
  set(at: number): Promise<void>;
  stop(): Promise<void>;
}

const NAME = "alarm";
const AT_ONCE = 20;
/** Instants that were set lately; many incidents share one. */
const REMEMBERED = 1_000;

export function createAlarm(parts: BullParts, clock: Clock, ring: () => void): Alarm {
  const queue = openQueue<object>(NAME, parts);
  let worker: { close(): Promise<void> } | null = null;
  const known = new Set<number>();
  return {
    start: () => {
      worker = openWorker(NAME, parts, () => Promise.resolve(ring()), AT_ONCE);
    },
    set: async (at) => {
      const instant = Math.ceil(at);
      if (known.has(instant)) return;
      if (known.size >= REMEMBERED) known.clear();
      known.add(instant);
      const delay = Math.max(0, Math.ceil((instant - clock.now()) / clock.factor));
      try {
        await queue.add({}, { jobId: `${NAME}-${instant}`, delay });
      } catch (error) {
        known.delete(instant);
        throw error;
      }
    },
    stop: async () => {
      await Promise.all([worker?.close(), queue.close()]);
    },
  };
}
