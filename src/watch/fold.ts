import { BAD_ENTRY_ALERT } from "../alerts/one-shot.ts";
import type { Signal } from "../alerts/signal.ts";
import type { InboxEntry, SignalId } from "../ports/incident-records.ts";
import { gatherFacts } from "./gather-facts.ts";
import { readSilences } from "./read-silences.ts";
import { keyOf, takeIn, type Batch } from "./take-in.ts";
import type { Watch } from "./watch.ts";

const BATCH = 100;
/** An entry that throws, or that a process died of, so often is moved out of the way. */
const TRIES_PER_ENTRY = 3;

/** Takes in what lies in the inbox, in its order, and moves the cursor. Waits up to `waitMs` real milliseconds for the first. False: another process folds now. */
export async function fold(
  watch: Watch,
  fence: number,
  waitMs: number,
): Promise<{ readonly entries: number; readonly fenced: boolean }> {
  const entries = await watch.inbox.read(BATCH, waitMs);
  const first = entries[0];
  if (!first) return { entries: 0, fenced: false };
  const deaths = await watch.inbox.take(first.id, fence);
  if (deaths >= TRIES_PER_ENTRY)
    return finish(
      watch,
      [first],
      fence,
      await setAside(watch, first, "three processes died while they had it in hand", fence),
    );
  const batch: Batch = {
    facts: await gatherFacts(watch),
    quiet: await readSilences(watch),
    fence,
  };
  const inHand = deaths > 0 ? [first] : entries;
  return finish(watch, inHand, fence, await foldEntries(watch, inHand, batch));
}

async function finish(
  watch: Watch,
  entries: readonly InboxEntry[],
  fence: number,
  stillOurs: boolean,
): Promise<{ entries: number; fenced: boolean }> {
  const last = entries.at(-1);
  if (!stillOurs || !last) return { entries: 0, fenced: true };
  return { entries: entries.length, fenced: !(await watch.inbox.advance(last.id, fence)) };
}

interface Item {
  readonly signal: Signal;
  readonly id: SignalId;
  readonly key: string;
}

/** Different alerts side by side, signals of one alert in their order. */
async function foldEntries(
  watch: Watch,
  entries: readonly InboxEntry[],
  batch: Batch,
): Promise<boolean> {
  const bad = new Map<string, string>();
  const lanes = new Map<string, Item[]>();
  for (const entry of entries) {
    for (const item of itemsOf(watch, entry, bad)) {
      const lane = lanes.get(item.key);
      if (lane) lane.push(item);
      else lanes.set(item.key, [item]);
    }
  }
  const outcomes: boolean[] = [];
  for (const some of slices([...lanes.values()], LANES_AT_ONCE))
    outcomes.push(...(await Promise.all(some.map((items) => foldLane(watch, items, batch, bad)))));
  for (const entry of entries) {
    const reason = bad.get(entry.id);
    if (reason !== undefined && !(await setAside(watch, entry, reason, batch.fence))) return false;
  }
  return outcomes.every(Boolean);
}

/** So that the lease can be renewed in between, and memory stays flat. */
const LANES_AT_ONCE = 64;

function slices<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
}

function itemsOf(watch: Watch, entry: InboxEntry, bad: Map<string, string>): readonly Item[] {
  try {
    return entry.signals().map((signal, index) => ({
      signal,
      id: { entry: entry.id, index },
      key: keyOf(watch, signal),
    }));
  } catch (error) {
    bad.set(entry.id, reasonOf(error));
    return [];
  }
}

async function foldLane(
  watch: Watch,
  items: readonly Item[],
  batch: Batch,
  bad: Map<string, string>,
): Promise<boolean> {
  for (const item of items) {
    const outcome = await tryTakeIn(watch, item, batch, bad);
    if (outcome === "fenced") return false;
  }
  return true;
}

async function tryTakeIn(
  watch: Watch,
  { signal, id }: Item,
  batch: Batch,
  bad: Map<string, string>,
): Promise<"done" | "fenced"> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await takeIn(watch, signal, id, batch);
    } catch (error) {
      if (watch.isStoreAway(error)) throw error;
      watch.log.error({ entry: id.entry, attempt, error }, "a signal could not be taken in");
      if (attempt < TRIES_PER_ENTRY) continue;
      bad.set(id.entry, reasonOf(error));
      return "done";
    }
  }
}

/** Out of the way, with its reason, and watchroom says so by an incident of its own. */
async function setAside(
  watch: Watch,
  entry: InboxEntry,
  reason: string,
  fence: number,
): Promise<boolean> {
  watch.log.error({ entry: entry.id, reason }, "an inbox entry was set aside");
  return watch.inbox.setAside(entry.id, reason, newsOf(entry, reason), fence);
}

function newsOf({ id }: InboxEntry, reason: string): Signal {
  return {
    alert: BAD_ENTRY_ALERT,
    status: "firing",
    summary: `Inbox entry ${id} could not be taken in: ${reason}`,
    severity: "critical",
    labels: {},
    value: null,
    at: null,
  };
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
