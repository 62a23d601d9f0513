import { ONE_SHOT } from "../alerts/one-shot.ts";
import { MINUTE } from "../lib/durations.ts";
import { draft, note, patch, shown, type Draft } from "./change.ts";
import type { Incident, IncidentEvent, Phase } from "./incident.ts";

/** Resolved by hand and still firing so much later: the alert opens anew. */
const CLOSED_FOR_MS = 30 * MINUTE;

export function recovered(incident: Incident, now: number): Draft | null {
  const { phase } = incident;
  if (phase.kind === "resolved")
    return phase.closedUntil === null
      ? null
      : note(
          patch(
            draft(incident),
            { phase: { kind: "resolved", closedUntil: null } },
            ...shown(incident),
          ),
          now,
          "recovered",
          "",
        );
  return note(over(incident, { kind: "resolved", closedUntil: null }, now), now, "recovered", "");
}

export function resolve(
  incident: Incident,
  event: Extract<IncidentEvent, { kind: "resolve" }>,
  now: number,
): Draft | null {
  if (incident.status === "resolved") return null;
  const closedUntil = ONE_SHOT.has(incident.alert) ? null : now + CLOSED_FOR_MS;
  const closed = over(incident, { kind: "resolved", closedUntil }, now);
  return note(patch(closed, { resolvedBy: event.by }), now, "resolved", "", event.by);
}

function over(incident: Incident, phase: Phase, now: number): Draft {
  const stopped = draft({ ...incident, generation: incident.generation + 1 });
  return patch(
    stopped,
    { status: "resolved", phase, resolvedAt: now, standing: null },
    ...shown(incident),
    { kind: "stop" },
  );
}

export function openAnew(incident: Incident, now: number): Draft {
  const open = patch(
    draft(incident),
    { phase: { kind: "resolved", closedUntil: null } },
    ...shown(incident),
    { kind: "signal-again" },
  );
  return note(open, now, "still-firing", "opens anew");
}
