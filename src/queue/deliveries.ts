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
/** Each waits for a provider, and costs next to nothing meanwhile: a step may call the whole team, and one provider hang. */
const AT_ONCE = 250;

export function createDeliveries(parts: BullParts, watch: Watch, clock: Clock): Deliveries {
  const queue = openQueue<Errand>(NAME, parts);
  let worker: { close(): Promise<void> } | null = null;
  return {
    start: () => {
      worker = openWorker<Errand>(
        NAME,
        parts,
        async ({ id, data }) => {
          const again = await deliver(watch, data.handle, data.method);
          if (again !== null) await queue.add(data, nextJob(data, id, again, clock.real()));
        },
        AT_ONCE,
      );
    },
    send: async () => {
      const pending = await watch.pages.pending(clock.real());
      await Promise.all(pending.map((errand) => queue.add(errand, {})));
    },
    stop: async () => {
      await Promise.all([worker?.close(), queue.close()]);
    },
  };
}

/** A second's worth of senders shares one job, so that a held page does not gather a crowd of them; but for the one that asks, whose id is still taken. */
function nextJob(
  { handle, method }: Errand,
  own: string | undefined,
  at: number,
  now: number,
): { readonly delay?: number; readonly jobId?: string } {
  if (at <= now) return {};
  const jobId = `${handle}-${method}-${Math.ceil(at / SECOND)}`;
  return { delay: Math.ceil(at - now), jobId: jobId === own ? `${jobId}-next` : jobId };
}
