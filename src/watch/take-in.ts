import type { AlertDefinition } from "../alerts/alert.ts";
import type { Signal } from "../alerts/signal.ts";
import { isMoreSevere } from "../alerts/severity.ts";
import { decide } from "../incidents/decide.ts";
import type { Facts, Incident, IncidentEvent } from "../incidents/incident.ts";
import { openIncident } from "../incidents/open-incident.ts";
import type { Change, SignalId, Situation } from "../ports/incident-records.ts";
import { changeFrom } from "./change-from.ts";
import type { FactsOnDemand } from "./gather-facts.ts";
import { openingOf, severityOf } from "./opening-of.ts";
import type { Quiet } from "./read-silences.ts";
import type { Watch } from "./watch.ts";

/** What every signal of a batch is taken in with. */
export interface Batch {
  readonly facts: FactsOnDemand;
  readonly quiet: Quiet;
  readonly fence: number;
}

/** What one signal is taken in with. */
export type Given = Pick<Batch, "quiet"> & { readonly facts: Facts };

/** A signal in its place in the inbox, and what the book says of it. */
export interface Item {
  readonly id: SignalId;
  readonly signal: Signal;
  readonly alert: AlertDefinition | null;
}

/** `again`: it changes nothing but, if it counts, value, last seen and count. `change`: all but the fold's part of it. */
export type Meaning =
  | { readonly kind: "again"; readonly counts: boolean }
  | { readonly kind: "change"; readonly change: Change; readonly firedAgain: boolean };

/** What a signal means for what is known of its fingerprint: it opens an incident, joins the open one, or resolves it. */
export function meaningOf(
  watch: Watch,
  item: Item,
  { record, incident }: Situation,
  batch: Given,
): Meaning {
  const { signal } = item;
  if (!incident && record.open !== null) return leave(signal, record.open);
  if (!incident)
    return signal.status === "firing"
      ? { kind: "change", change: opened(watch, item, batch), firedAgain: false }
      : { kind: "again", counts: false };
  if (signal.status === "resolved") return happened(watch, incident, { kind: "recovered" }, batch);
  const severity = severityOf(item);
  return record.open !== null && isMoreSevere(severity, incident.severity)
    ? happened(watch, incident, { kind: "fired", severity }, batch)
    : { kind: "again", counts: true };
}

/** Its incident is there and cannot be read, for instance by an older version: another one must not open beside it. */
function leave({ status }: Signal, incident: string): Meaning {
  if (status === "firing") return { kind: "again", counts: true };
  throw new Error(`incident ${incident} cannot be read here, so it cannot be resolved`);
}

function happened(watch: Watch, incident: Incident, event: IncidentEvent, batch: Given): Meaning {
  const decision = decide(incident, event, batch.facts, watch.clock.now());
  return decision.changed
    ? {
        kind: "change",
        change: changeFrom(incident, decision),
        firedAgain: event.kind === "fired",
      }
    : { kind: "again", counts: false };
}

function opened(watch: Watch, { id, signal, alert }: Item, { facts, quiet }: Given): Change {
  const { silences, revision } = quiet;
  const place = `${id.entry}.${id.index}`;
  const decision = openIncident(
    openingOf(watch, { id: place, signal, alert, silences }),
    facts,
    watch.clock.now(),
  );
  return { ...changeFrom(null, decision), silences: revision };
}
