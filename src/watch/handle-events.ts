import { SECOND } from "../lib/durations.ts";
import { oneLine } from "../lib/plain.ts";
import { deadline, every, sleep } from "../lib/timers.ts";
import type { EventRecords, WaitingEvent } from "../ports/event-records.ts";
import type { Watch } from "./watch.ts";

const LEASE_MS = 3 * SECOND;
const RENEW_MS = SECOND;
const AT_ONCE = 32;
/** An event that so many processes died of is moved out of the way. */
const DEATHS = 3;
const LIMIT_MS = 60 * SECOND;
const STORE_PAUSE_MS = SECOND;

export interface EventHandlingParts {
  readonly watch: Pick<Watch, "leases" | "notices" | "log" | "isStoreAway">;
  readonly events: EventRecords;
  /** Rejects when the event could not be handled; the same event comes again only when the store was away. */
  handle(body: unknown): Promise<void>;
  /** How long one may take, in real milliseconds. */
  readonly limitMs?: number;
  /** How long to wait before the store is asked again, in real milliseconds. */
  readonly storePauseMs?: number;
}

export interface EventHandling {
  /**
   * Takes in hand what nobody has in hand, as long as this process is the one that handles. True: there may be more to
   * take at once. A slow event holds up its own line and no other.
   */
  look(): Promise<boolean>;
  /** Waits for what is in hand. */
  stop(): Promise<void>;
}

/** Handles what a vendor told us, once each, in the order of its line. */
export function createEventHandling(parts: EventHandlingParts): EventHandling {
  const { watch, events } = parts;
  const ending = new AbortController();
  const inHand = new Map<string, Promise<void>>();
  const lines = new Map<string, Promise<Outcome>>();
  const lease = createHeldLease(parts);

  const start = (event: WaitingEvent): Promise<void> => {
    const before = lines.get(event.line) ?? Promise.resolve("handled");
    const running = before.then((outcome) =>
      outcome === "waits" || ending.signal.aborted
        ? "waits"
        : handleOne(parts, event, lease.fence(), ending.signal),
    );
    lines.set(event.line, running);
    const ended = running.then(() => {
      inHand.delete(event.id);
      if (lines.get(event.line) === running) lines.delete(event.line);
      if (inHand.size === 0) lease.rest();
    });
    inHand.set(event.id, ended);
    lease.keep();
    return ended;
  };
  return {
    look: async () => {
      if (ending.signal.aborted || !(await lease.hold())) return false;
      const waiting = await events.waiting(AT_ONCE - inHand.size, new Set(inHand.keys()));
      const suspect = waiting.find(({ isSuspect }) => isSuspect);
      if (suspect) {
        // Whoever dies now shall have died of this one alone.
        await Promise.all(inHand.values());
        await start(waiting.find(({ line }) => line === suspect.line) ?? suspect);
        return true;
      }
      for (const event of waiting) void start(event);
      if (inHand.size < AT_ONCE) return false;
      await Promise.race(inHand.values());
      return true;
    },
    stop: async () => {
      ending.abort();
      await Promise.all(inHand.values());
      await watch.leases.release(events.lease);
    },
  };
}

interface HeldLease {
  /** False: another process has it. */
  hold(): Promise<boolean>;
  fence(): number;
  /** Until `rest`. */
  keep(): void;
  rest(): void;
}

function createHeldLease({ watch, events }: EventHandlingParts): HeldLease {
  let [fence, end]: [number, (() => void) | null] = [0, null];
  const hold = async (): Promise<boolean> => {
    const held = await watch.leases.hold(events.lease, LEASE_MS);
    fence = held ?? 0;
    return held !== null;
  };
  const renew = (): void => {
    hold().catch((error: unknown) =>
      watch.log.debug({ error }, "the lease for events could not be renewed"),
    );
  };
  return {
    hold,
    fence: () => fence,
    keep: () => {
      end ??= every(RENEW_MS, renew);
    },
    rest: () => {
      end?.();
      end = null;
    },
  };
}

/** `waits`: the store is away, or another process handles now; whatever follows it in its line waits as well. */
type Outcome = "handled" | "waits";

/** Never rejects. */
async function handleOne(
  parts: EventHandlingParts,
  event: WaitingEvent,
  fence: number,
  ending: AbortSignal,
): Promise<Outcome> {
  const { watch, events } = parts;
  try {
    const deaths = await events.take(event.id, fence);
    if (deaths === null) return "waits";
    const reason =
      deaths >= DEATHS
        ? "three processes died while they had it in hand"
        : await reasonAgainst(parts, event);
    await untilStored(parts, ending, () =>
      reason === null ? events.done(event.id) : setAside(parts, event.id, reason),
    );
    return "handled";
  } catch (error) {
    watch.log.warn({ event: event.id, error }, "an event waits until the store is back");
    await sleep(parts.storePauseMs ?? STORE_PAUSE_MS, ending);
    return "waits";
  }
}

/** Null: it is handled. Throws when the store is away. */
async function reasonAgainst(
  { watch, handle, limitMs = LIMIT_MS }: EventHandlingParts,
  event: WaitingEvent,
): Promise<string | null> {
  try {
    return await Promise.race([handle(event.body).then(() => null), overdue(limitMs)]);
  } catch (error) {
    if (watch.isStoreAway(error)) throw error;
    watch.log.error({ event: event.id, error }, "an event could not be handled");
    return oneLine(error instanceof Error ? error.message : String(error), 300);
  }
}

function overdue(limitMs: number): Promise<string> {
  const signal = deadline(limitMs);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(`it took more than ${limitMs / SECOND} s`));
  });
}

/** What is done once shall not be done again only because the store went away meanwhile. */
async function untilStored(
  { watch, storePauseMs = STORE_PAUSE_MS }: EventHandlingParts,
  ending: AbortSignal,
  store: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      return await store();
    } catch (error) {
      if (!watch.isStoreAway(error) || ending.aborted) throw error;
      await sleep(storePauseMs, ending);
    }
  }
}

async function setAside(
  { watch, events }: EventHandlingParts,
  id: string,
  reason: string,
): Promise<void> {
  await events.setAside(id, reason);
  watch.log.error({ event: id, reason }, "an event was set aside");
  watch.notices.say(`event:${events.lease}`, {
    what: `Something that was done or said in ${events.vendor} could not be handled: ${reason}.`,
    mend: "Do it again there, or on watchroom's own page. The log says more.",
  });
}
