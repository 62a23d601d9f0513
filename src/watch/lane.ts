import type { Change, FingerprintRecord, SignalId, Situation } from "../ports/incident-records.ts";
import { readSilences } from "./read-silences.ts";
import { replan } from "./replan.ts";
import { meaningOf, type Batch, type Given, type Item, type Meaning } from "./take-in.ts";
import type { Watch } from "./watch.ts";

const TRIES = 20;

/** The signals of one fingerprint that are still to be taken in, in their order. */
export interface Lane {
  readonly key: string;
  left: readonly Item[];
}

/**
 * Takes in the signals of one fingerprint, and shortens `left` as it goes: when it throws, the first that is left is why.
 * What was taken in before changes nothing. "fenced": another process folds now.
 */
export async function takeInLane(
  watch: Watch,
  lane: Lane,
  given: Batch,
): Promise<"done" | "fenced"> {
  let batch = given;
  for (let lost = 0; lost < TRIES;) {
    const situation = await watch.incidents.situation(lane.key);
    const { last } = situation.record;
    if (last !== null) lane.left = after(lane.left, last);
    if (lane.left.length === 0) return "done";
    const { outcome, taken } = await takeInNext(watch, lane, situation, batch);
    if (outcome === "fenced") return "fenced";
    if (outcome === "lost") {
      lost += 1;
      batch = { ...batch, quiet: await readSilences(watch) };
    } else {
      lost = 0;
      lane.left = lane.left.slice(taken);
      if (lane.left.length === 0) return "done";
    }
  }
  throw new Error(
    `a signal of ${lane.left[0]?.signal.alert} was overtaken ${TRIES} times in a row`,
  );
}

/** They are in their order: from the first that comes later, all do. */
function after(items: readonly Item[], last: SignalId): readonly Item[] {
  const first = items.findIndex(({ id }) => isAfter(id, last));
  return first === -1 ? [] : items.slice(first);
}

interface Taken {
  readonly outcome: "done" | "lost" | "fenced";
  readonly taken: number;
}

/** One that changes the incident; or all of those that only say the same again, up to the next that changes it. */
async function takeInNext(
  watch: Watch,
  { key, left }: Lane,
  situation: Situation,
  batch: Batch,
): Promise<Taken> {
  const [first] = left;
  if (!first) return { outcome: "done", taken: 0 };
  const meaning = await batch.facts.use((facts) =>
    meaningOf(watch, first, situation, { ...batch, facts }),
  );
  const fold = { seen: situation.record, fence: batch.fence };
  if (meaning.kind === "again") {
    const { taken, ...touch } = sayingTheSame(watch, left, situation, batch);
    const last = left[taken - 1] ?? first;
    const outcome = await watch.incidents.touch(key, {
      ...touch,
      fold: { ...fold, signal: last.id },
      at: watch.clock.now(),
    });
    return { outcome, taken };
  }
  const { value } = first.signal;
  const firedAgain = meaning.firedAgain ? { firedAgain: { value } } : {};
  const change = { ...meaning.change, fold: { ...fold, signal: first.id, ...firedAgain } };
  return { outcome: await commit(watch, change, batch), taken: 1 };
}

/** Senders repeat what fires, and each write costs as much for one signal as for all that wait: they are written as one. */
function sayingTheSame(
  watch: Watch,
  left: readonly Item[],
  situation: Situation,
  batch: Batch,
): { readonly taken: number; readonly count: number; readonly value: number | null } {
  let [taken, count, value]: [number, number, number | null] = [0, 0, null];
  const given = { quiet: batch.quiet, facts: batch.facts.team };
  for (const item of left) {
    const meaning = meaningIfAny(watch, item, situation, given);
    if (meaning?.kind !== "again") break;
    taken += 1;
    if (!meaning.counts) continue;
    count += 1;
    value = item.signal.value;
  }
  return { taken, count, value };
}

/** One that throws ends the row of those before it; it throws again as the first that is left, and is known to be why. One that changes anything is looked at again as the first that is left. */
function meaningIfAny(
  watch: Watch,
  item: Item,
  situation: Situation,
  given: Given,
): Meaning | null {
  try {
    return meaningOf(watch, item, situation, given);
  } catch (error) {
    watch.log.debug({ entry: item.id.entry, error }, "a signal is taken in by itself");
    return null;
  }
}

async function commit(
  watch: Watch,
  change: Change,
  { facts }: Batch,
): Promise<"done" | "lost" | "fenced"> {
  const { outcome } = await watch.incidents.commit(change);
  if (outcome === "committed") return "done";
  if (outcome !== "set-back") return outcome;
  await replan(watch, change.incident.id, facts);
  return "lost";
}

export function isAfter(a: SignalId, b: NonNullable<FingerprintRecord["last"]>): boolean {
  const [aMs = 0, aSeq = 0] = a.entry.split("-").map(Number);
  const [bMs = 0, bSeq = 0] = b.entry.split("-").map(Number);
  if (aMs !== bMs) return aMs > bMs;
  return aSeq === bSeq ? a.index > b.index : aSeq > bSeq;
}
