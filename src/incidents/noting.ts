import { HOUR, MINUTE } from "../lib/durations.ts";
import { draft, note, patch, shown, type Draft } from "./change.ts";
import type { Facts, Incident, Phase, Reachable } from "./incident.ts";
import type { Method } from "./policy.ts";

type Noting = Extract<Phase, { kind: "noting" }>;

const WAYS: readonly Method[] = ["dm", "push"];

/** A warning never rings: a direct message, or a push where there is none, when the person on call is awake anyway. */
export function messageWhenAwake(incident: Incident, facts: Facts, now: number): Draft {
  const person = facts.people.find((p) => p.handle === facts.onCall);
  if (!person || !person.awake) {
    const until = person ? Math.max(person.awakeAt, now + MINUTE) : now + HOUR;
    return patch(draft(incident), { phase: { kind: "noting", until } }, ...shown(incident));
  }
  return message(draft(incident), person, WAYS, now);
}

/** The message failed for good: the next way, for the same person. Counts once, as no other is out then. */
export function messageOtherwise(
  incident: Incident,
  phase: Noting,
  failed: string,
  facts: Facts,
  now: number,
): Draft | null {
  if (phase.asked !== failed) return null;
  const [, handle = "", method = ""] = failed.split("/");
  const person = facts.people.find((p) => p.handle === handle) ?? {
    handle,
    name: handle,
    methods: [],
  };
  const left = WAYS.slice(WAYS.findIndex((way) => way === method) + 1);
  return message(note(draft(incident), now, "unreachable", failed), person, left, now);
}

function message(
  from: Draft,
  { handle, name, methods }: Pick<Reachable, "handle" | "name" | "methods">,
  ways: readonly Method[],
  now: number,
): Draft {
  const method = ways.find((way) => methods.includes(way));
  if (!method) {
    const text = `${name} could not be told: no direct message or push reaches them.`;
    return patch(from, { phase: { kind: "noting", until: null } }, ...shown(from.incident), {
      kind: "say",
      text,
      loud: false,
    });
  }
  const asked = `note/${handle}/${method}`;
  const phase: Noting = { kind: "noting", until: null, asked };
  return note(
    patch(from, { phase }, ...shown(from.incident), { kind: "reach", handle, method, asked }),
    now,
    "messaged",
    name,
  );
}
