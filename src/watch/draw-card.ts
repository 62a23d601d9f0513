import { nextCallAt } from "../incidents/change.ts";
import type { Facts, Incident } from "../incidents/incident.ts";
import { formatDuration } from "../lib/durations.ts";
import { formatClock, formatInstant } from "../lib/wall-time.ts";
import { firstSteps } from "../playbooks/first-steps.ts";
import { sectionOfAlert } from "../playbooks/look-up.ts";
import type { Card } from "../ports/room.ts";
import { measure } from "./measure.ts";
import type { Watch } from "./watch.ts";

/** Everything a room shows of an incident, from its newest state. */
export function drawCard(watch: Watch, incident: Incident, facts: Facts): Card {
  const section = sectionOfAlert(watch.book(), incident.alert);
  const onCall = facts.people.find((p) => p.handle === facts.onCall)?.name ?? null;
  const callsAt = nextCallAt(incident);
  return {
    incident,
    measure: measure(incident),
    standing: standing(incident, onCall, watch, facts.at),
    callsAt,
    steps: section && incident.status !== "resolved" ? firstSteps(section.body) : null,
    playbookUrl:
      incident.playbook &&
      `${watch.playbooksUrl}/${incident.playbook.file}#${incident.playbook.anchor}`,
    remarks: [
      ...incident.remarks,
      ...(incident.playbook && !section
        ? ["The book no longer has a section for this alert. Resolve it if it is over."]
        : []),
    ],
    onCall,
  };
}

function standing(incident: Incident, onCall: string | null, { zone }: Watch, now: number): string {
  const { phase } = incident;
  switch (phase.kind) {
    case "waiting":
      if (incident.severity !== "critical") return "";
      return `${onCall === null ? "Leaves the room" : `Calls ${onCall}`} at ${formatClock(phase.until, zone)} unless somebody reacts.`;
    case "step":
      return incident.standing ?? "";
    case "silenced":
      return `Silenced until ${formatInstant(phase.until, zone, now)}.`;
    case "acknowledged":
      return `${incident.acknowledgements.map((a) => a.actor.name).join(", ")} ${incident.acknowledgements.length > 1 ? "have" : "has"} it.`;
    case "noting":
      return "";
    case "resolved":
      return resolvedStanding(incident, phase.closedUntil, zone, now);
  }
}

function resolvedStanding(
  incident: Incident,
  closedUntil: number | null,
  zone: string,
  now: number,
): string {
  const lasted = formatDuration((incident.resolvedAt ?? now) - incident.openedAt);
  if (!incident.resolvedBy) return `Recovered by itself after ${lasted}.`;
  const still =
    closedUntil === null
      ? ""
      : ` It still fires: without a recovery it opens anew at ${formatClock(closedUntil, zone)}.`;
  return `Resolved by ${incident.resolvedBy.name} after ${lasted}.${still}`;
}
