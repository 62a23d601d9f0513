import type { AlertDefinition } from "../alerts/alert.ts";
import type { Severity } from "../alerts/severity.ts";
import { fingerprint, type Signal } from "../alerts/signal.ts";
import { isTest } from "../alerts/test-signal.ts";
import { decided, draft, note, patch } from "./change.ts";
import { begin } from "./escalation.ts";
import type { Decision, Facts, Incident, PlaybookLink } from "./incident.ts";
import type { Policy } from "./policy.ts";

/** What the book says of a signal; everything null when it says nothing. */
export interface Opening {
  readonly id: string;
  readonly signal: Signal;
  readonly alert: AlertDefinition | null;
  readonly playbook: PlaybookLink | null;
  readonly severity: Severity;
  readonly remarks: readonly string[];
  readonly policy: Policy;
  /** End of the silence that covers it, or null. */
  readonly silencedUntil: number | null;
}

/** The first decision of an incident's life. Its number is given by the store when it is committed. */
export function openIncident(opening: Opening, facts: Facts, now: number): Decision {
  const { silencedUntil } = opening;
  const opened = note(draft(fresh(opening, now)), now, "opened", opening.signal.summary ?? "");
  if (silencedUntil !== null && silencedUntil > now) {
    return decided(
      note(
        patch(opened, { phase: { kind: "silenced", until: silencedUntil } }),
        now,
        "silenced",
        "",
      ),
      now,
    );
  }
  return decided(begin(opened, facts, now), now);
}

function fresh(
  { id, signal, alert, playbook, severity, remarks, policy }: Opening,
  now: number,
): Incident {
  const name = alert?.name ?? signal.alert;
  return {
    v: 1,
    id,
    number: 0,
    fingerprint: fingerprint(name, signal.labels),
    alert: name,
    title: `${isTest(signal) ? "Test: " : ""}${playbook?.heading ?? name}`,
    summary: signal.summary,
    severity,
    labels: signal.labels,
    threshold: bound(alert),
    playbook,
    remarks,
    policy,
    revision: 0,
    generation: 0,
    status: "triggered",
    phase: { kind: "noting", until: null },
    acknowledgements: [],
    startWith: null,
    openedAt: now,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolvedBy: null,
    told: false,
    standing: null,
    value: signal.value,
    lastSeenAt: now,
    count: 1,
  };
}

function bound(alert: AlertDefinition | null): number | null {
  const threshold = alert?.threshold;
  if (!threshold) return null;
  return "above" in threshold ? threshold.above : threshold.below;
}
