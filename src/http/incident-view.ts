import { quietUntil } from "../incidents/acknowledgement.ts";
import { nextToldAt } from "../incidents/change.ts";
import type { Incident, TimelineEntry } from "../incidents/incident.ts";
import { isoInstant } from "../lib/instant.ts";
import type { DeliveryRecord } from "../ports/incident-records.ts";

/** An incident as the API gives it: instants ISO 8601 UTC, absent values null. */
export function incidentView(incident: Incident, now: number): object {
  const { phase } = incident;
  const quiet = quietUntil(phase);
  const resumed =
    phase.kind === "acknowledged" && phase.resume.kind === "step" ? phase.resume : phase;
  return {
    number: incident.number,
    alert: incident.alert,
    status: incident.status,
    severity: incident.severity,
    summary: incident.summary,
    labels: incident.labels,
    value: incident.value,
    threshold: incident.threshold,
    count: incident.count,
    openedAt: isoInstant(incident.openedAt),
    acknowledgedAt: iso(incident.acknowledgedAt),
    acknowledgedBy: incident.acknowledgedBy,
    resolvedAt: iso(incident.resolvedAt),
    resolvedBy: incident.resolvedBy,
    silencedUntil: quiet > now ? isoInstant(quiet) : null,
    escalation: {
      round: resumed.kind === "step" ? resumed.round : null,
      step: resumed.kind === "step" ? resumed.step + 1 : null,
      nextAt: iso(nextToldAt(incident)),
    },
  };
}

export function detailView(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  deliveries: readonly DeliveryRecord[],
  now: number,
): object {
  return {
    ...incidentView(incident, now),
    timeline: timeline.map((entry) => ({ ...entry, at: isoInstant(entry.at) })),
    deliveries: deliveries.map(({ page, to, method, notifier, outcome, at }) => ({
      page,
      to,
      method: method ?? null,
      notifier,
      outcome,
      at: isoInstant(at),
    })),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : isoInstant(at);
}
