import { HOUR, MINUTE } from "../lib/durations.ts";
import { draft, note, patch, type Draft } from "./change.ts";
import type { Facts, Incident } from "./incident.ts";

/** A warning never rings: a direct message, or a push where there is none, when the person on call is awake anyway. */
export function messageWhenAwake(incident: Incident, facts: Facts, now: number): Draft {
  const person = facts.people.find((p) => p.handle === facts.onCall);
  if (!person) return patch(draft(incident), { phase: { kind: "noting", until: now + HOUR } });
  if (!person.awake)
    return patch(draft(incident), {
      phase: { kind: "noting", until: Math.max(person.awakeAt, now + MINUTE) },
    });
  const method = (["dm", "push"] as const).find((m) => person.methods.includes(m));
  const noted = patch(draft(incident), { phase: { kind: "noting", until: null } });
  return method
    ? note(
        patch(
          noted,
          {},
          {
            kind: "reach",
            handle: person.handle,
            method,
            asked: `note/${person.handle}/${method}`,
          },
        ),
        now,
        "messaged",
        person.name,
      )
    : noted;
}
