import { keptQuiet, keptQuietNoMore, quietUntil } from "./acknowledgement.ts";
import { draft, note, patch, shown, type Draft } from "./change.ts";
import { begin } from "./escalation.ts";
import type { Facts, Incident, IncidentEvent } from "./incident.ts";

export function silence(
  incident: Incident,
  event: Extract<IncidentEvent, { kind: "silence" }>,
  now: number,
): Draft | null {
  const { phase } = incident;
  if (phase.kind === "resolved" || event.until <= now) return null;
  if (phase.kind === "acknowledged") {
    return note(
      patch(draft(incident), { phase: keptQuiet(phase, event.until) }, ...shown(incident)),
      now,
      "silenced",
      "",
      event.by,
    );
  }
  const quiet = draft({ ...incident, generation: incident.generation + 1 });
  return note(
    patch(
      quiet,
      { phase: { kind: "silenced", until: event.until }, standing: null },
      ...shown(incident),
      { kind: "stop" },
    ),
    now,
    "silenced",
    "",
    event.by,
  );
}

export function unsilence(incident: Incident, facts: Facts, now: number): Draft | null {
  const { phase } = incident;
  if (phase.kind === "silenced") return endSilence(incident, facts, now);
  if (phase.kind !== "acknowledged" || quietUntil(phase) <= now) return null;
  const heard = patch(
    draft(incident),
    { phase: keptQuietNoMore(incident, phase, now) },
    ...shown(incident),
  );
  return note(heard, now, "silence-ended", "");
}

export function endSilence(incident: Incident, facts: Facts, now: number): Draft {
  return begin(note(draft(incident), now, "silence-ended", "still firing"), facts, now);
}
