import type { Clock } from "../lib/clock.ts";
import { SECOND } from "../lib/durations.ts";
import type { Method } from "../incidents/policy.ts";
import { deliver } from "../watch/deliver.ts";
import type { Watch } from "../watch/watch.ts";
import { openQueue, openWorker, type BullParts } from "./bull.ts";

interface Errand {
  readonly handle: string;
  readonly method: Method;
}

/** Runs the sender of one person and method. What is due is read from the store each time, so a lost or doubled job does no harm. */
export interface Deliveries {
  start(): void;
  /** Starts a sender for everybody who has something due. */
  send(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = "deliveries";

export function createDeliveries(parts: BullParts, watch: Watch, clock: Clock): Deliveries {
  const queue = openQueue<Errand>(NAME, parts);
  let worker: { close(): Promise<void> } | null = null;
  return {
    start: () => {
      worker = openWorker<Errand>(NAME, parts, async ({ data }) => {
        const again = await deliver(watch, data.handle, data.method);
        // A second's worth of senders shares one job, so that a held page does not gather a crowd of them.
        if (again !== null)
          await queue.add(data, {
            delay: Math.max(0, Math.ceil(again - clock.real())),
            jobId: `${data.handle}-${data.method}-${Math.ceil(again / SECOND)}`,
          });
      });
    },
    send: async () => {
      for (const errand of await watch.pages.pending(clock.real())) await queue.add(errand, {});
    },
    stop: async () => {
      await Promise.all([worker?.close(), queue.close()]);
    },
  };
}
