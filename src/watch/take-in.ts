import type { AlertDefinition } from "../alerts/alert.ts";
import { fingerprint, type Signal } from "../alerts/signal.ts";
import { isMoreSevere } from "../alerts/severity.ts";
import { decide } from "../incidents/decide.ts";
import type { Facts, Incident, IncidentEvent } from "../incidents/incident.ts";
import { openIncident } from "../incidents/open-incident.ts";
import { inboundAlert } from "../playbooks/look-up.ts";
import type { Change, FingerprintRecord, SignalId } from "../ports/incident-records.ts";
import { changeFrom } from "./change-from.ts";
import { openingOf, severityOf } from "./opening-of.ts";
import { readSilences, type Quiet } from "./read-silences.ts";
import { replan } from "./replan.ts";
import type { Watch } from "./watch.ts";

const TRIES = 20;

/** What every signal of a batch is taken in with. */
export interface Batch {
  readonly facts: Facts;
  readonly quiet: Quiet;
  readonly fence: number;
}

type Fold = NonNullable<Change["fold"]>;
type TakenIn = "done" | "fenced";

/** Fingerprint under the name that the book gives the alert. */
export function keyOf(watch: Watch, signal: Signal): string {
  return fingerprint(inboundAlert(watch.book(), signal)?.name ?? signal.alert, signal.labels);
}

/** Opens an incident, joins the open one, or resolves it. A signal that was taken in before changes nothing. */
export async function takeIn(
  watch: Watch,
  signal: Signal,
  id: SignalId,
  batch: Batch,
): Promise<TakenIn> {
  const alert = inboundAlert(watch.book(), signal);
  const key = fingerprint(alert?.name ?? signal.alert, signal.labels);
  let current = batch;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await watch.incidents.fingerprint(key);
    if (seen.last && !isAfter(id, seen.last)) return "done";
    const fold = { signal: id, seen, fence: batch.fence };
    const outcome = await takeInOnce(watch, { signal, alert, key, fold, batch: current });
    if (outcome !== "lost") return outcome;
    current = { ...batch, quiet: await readSilences(watch) };
  }
  throw new Error(`a signal of ${signal.alert} was overtaken ${TRIES} times in a row`);
}

interface Taking {
  readonly signal: Signal;
  readonly alert: AlertDefinition | null;
  readonly key: string;
  readonly fold: Fold;
  readonly batch: Batch;
}

async function takeInOnce(watch: Watch, taking: Taking): Promise<TakenIn | "lost"> {
  const { signal, fold } = taking;
  const current = await watch.incidents.load(fold.seen.open ?? fold.seen.closed ?? "");
  if (!current && fold.seen.open !== null) return leave(watch, taking, fold.seen.open);
  if (!current)
    return signal.status === "firing" ? open(watch, taking) : touch(watch, taking, false);
  if (signal.status === "resolved") return change(watch, current, { kind: "recovered" }, taking);
  const severity = severityOf(taking);
  const rises = fold.seen.open !== null && isMoreSevere(severity, current.severity);
  return rises
    ? change(watch, current, { kind: "fired", severity }, taking)
    : touch(watch, taking, true);
}

/** Its incident is there and cannot be read, for instance by an older version: another one must not open beside it. */
async function leave(watch: Watch, taking: Taking, incident: string): Promise<TakenIn | "lost"> {
  if (taking.signal.status === "firing") return touch(watch, taking, true);
  throw new Error(`incident ${incident} cannot be read here, so it cannot be resolved`);
}

async function open(
  watch: Watch,
  { signal, alert, fold, batch }: Taking,
): Promise<TakenIn | "lost"> {
  const { silences, revision } = batch.quiet;
  const id = `${fold.signal.entry}.${fold.signal.index}`;
  const decision = openIncident(
    openingOf(watch, { id, signal, alert, silences }),
    batch.facts,
    watch.clock.now(),
  );
  const change = { ...changeFrom(null, decision), fold, silences: revision };
  return commit(watch, change, batch.facts);
}

async function change(
  watch: Watch,
  current: Incident,
  event: IncidentEvent,
  taking: Taking,
): Promise<TakenIn | "lost"> {
  const decision = decide(current, event, taking.batch.facts, watch.clock.now());
  if (!decision.changed) return touch(watch, taking, false);
  const { value } = taking.signal;
  const fold = event.kind === "fired" ? { ...taking.fold, firedAgain: { value } } : taking.fold;
  return commit(watch, { ...changeFrom(current, decision), fold }, taking.batch.facts);
}

async function commit(watch: Watch, change: Change, facts: Facts): Promise<TakenIn | "lost"> {
  const { outcome } = await watch.incidents.commit(change);
  if (outcome === "committed") return "done";
  if (outcome !== "set-back") return outcome;
  await replan(watch, change.incident.id, facts);
  return "lost";
}

function touch(
  watch: Watch,
  { signal, key, fold }: Taking,
  seen: boolean,
): Promise<TakenIn | "lost"> {
  return watch.incidents.touch(key, {
    fold,
    value: signal.value,
    at: watch.clock.now(),
    seen,
  });
}

export function isAfter(a: SignalId, b: NonNullable<FingerprintRecord["last"]>): boolean {
  const [aMs = 0, aSeq = 0] = a.entry.split("-").map(Number);
  const [bMs = 0, bSeq = 0] = b.entry.split("-").map(Number);
  if (aMs !== bMs) return aMs > bMs;
  return aSeq === bSeq ? a.index > b.index : aSeq > bSeq;
}
