import { BAD_ENTRY_ALERT } from "../alerts/one-shot.ts";
import type { AlertDefinition } from "../alerts/alert.ts";
import { fingerprint, type Signal } from "../alerts/signal.ts";
import { inboundAlert } from "../playbooks/look-up.ts";
import type { InboxEntry } from "../ports/incident-records.ts";
import { gatherFacts } from "./gather-facts.ts";
import { readSilences } from "./read-silences.ts";
import { takeInLane, type Lane } from "./lane.ts";
import type { Batch, Item } from "./take-in.ts";
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
  const [facts, quiet] = await Promise.all([gatherFacts(watch), readSilences(watch)]);
  // Last of all: what dies before this did not die of the entry.
  const deaths = await watch.inbox.take(first.id, fence);
  if (deaths >= TRIES_PER_ENTRY)
    return finish(
      watch,
      [first],
      fence,
      await setAside(watch, first, "three processes died while they had it in hand", fence),
    );
  const inHand = deaths > 0 ? [first] : entries;
  return finish(watch, inHand, fence, await foldEntries(watch, inHand, { facts, quiet, fence }));
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

/** Different alerts side by side, signals of one alert in their order. */
async function foldEntries(
  watch: Watch,
  entries: readonly InboxEntry[],
  batch: Batch,
): Promise<boolean> {
  const bad = new Map<string, string>();
  const outcomes: boolean[] = [];
  const left = slices(lanesOf(watch, entries, bad), LANES_AT_ONCE).values();
  const hand = async (): Promise<void> => {
    for (const some of left)
      outcomes.push(...(await Promise.all(some.map((lane) => foldLane(watch, lane, batch, bad)))));
  };
  // While the one waits for the store, the other decides.
  await Promise.all([hand(), hand()]);
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

function lanesOf(
  watch: Watch,
  entries: readonly InboxEntry[],
  bad: Map<string, string>,
): readonly Lane[] {
  const lanes = new Map<string, Item[]>();
  const identify = createIdentify(watch);
  for (const entry of entries) {
    for (const [index, signal] of signalsOf(entry, bad).entries()) {
      const { key, alert } = identify(signal);
      const item = { id: { entry: entry.id, index }, signal, alert };
      const lane = lanes.get(key);
      if (lane) lane.push(item);
      else lanes.set(key, [item]);
    }
  }
  return Array.from(lanes, ([key, left]) => ({ key, left }));
}

function signalsOf(entry: InboxEntry, bad: Map<string, string>): readonly Signal[] {
  try {
    return entry.signals();
  } catch (error) {
    bad.set(entry.id, reasonOf(error));
    return [];
  }
}

interface Identity {
  /** Fingerprint under the name that the book gives the alert. */
  readonly key: string;
  readonly alert: AlertDefinition | null;
}

/** Looking into the book and hashing cost more than all the rest of a re-sent signal: once a batch is enough for each. */
function createIdentify(watch: Watch): (signal: Signal) => Identity {
  const known = new Map<string, Identity>();
  return (signal) => {
    const text = JSON.stringify([signal.alert, signal.labels]);
    const found = known.get(text);
    if (found) return found;
    const alert = inboundAlert(watch.book(), signal);
    const identity = { key: fingerprint(alert?.name ?? signal.alert, signal.labels), alert };
    known.set(text, identity);
    return identity;
  };
}

async function foldLane(
  watch: Watch,
  lane: Lane,
  batch: Batch,
  bad: Map<string, string>,
): Promise<boolean> {
  let [culprit, attempts] = [lane.left[0], 0];
  while (lane.left.length > 0) {
    try {
      return (await takeInLane(watch, lane, batch)) === "done";
    } catch (error) {
      if (watch.isStoreAway(error)) throw error;
      const [first] = lane.left;
      if (!first) throw error;
      attempts = first === culprit ? attempts + 1 : 1;
      culprit = first;
      const { entry } = first.id;
      watch.log.error({ entry, attempt: attempts, error }, "a signal could not be taken in");
      if (attempts < TRIES_PER_ENTRY) continue;
      bad.set(entry, reasonOf(error));
      lane.left = lane.left.slice(1);
    }
  }
  return true;
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
