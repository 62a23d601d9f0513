import { draft, note, patch, type Draft } from "./change.ts";
import type { Effect, Facts, Incident, Phase, Reachable } from "./incident.ts";
import { names } from "./names.ts";
import type { Method, Step } from "./policy.ts";
import { targets, type Place } from "./targets.ts";

type StepPhase = Extract<Phase, { kind: "step" }>;

/** Those who are woken only now, or later, are not paged twice at once. */
export function repeatShot(
  from: Draft,
  asleep: ReadonlySet<string>,
  facts: Facts,
  now: number,
): Draft | null {
  const { phase, policy } = from.incident;
  const step = phase.kind === "step" ? policy.steps[phase.step] : undefined;
  if (phase.kind !== "step" || !step || phase.shots >= step.repeat.times) return null;
  const elapsed =
    step.repeat.everyMs > 0 ? Math.floor((now - phase.startedAt) / step.repeat.everyMs) : 0;
  if (elapsed < phase.shots) return null;
  const shots = Math.min(elapsed + 1, step.repeat.times);
  const people = targets(step, from.incident, phase, facts).filter((p) => !asleep.has(p.handle));
  return note(
    ask(patch(from, { phase: { ...phase, shots } }), people, step, facts),
    now,
    "paged",
    `${names(people)} again`,
  );
}

export function wakeLate(incident: Incident, phase: StepPhase, facts: Facts, now: number): Draft {
  const step = incident.policy.steps[phase.step];
  const people = facts.people.filter((p) => phase.late?.handles.includes(p.handle));
  const awake = patch(draft(incident), { phase: { ...phase, late: null } });
  const asked = step ? ask(awake, people, step, facts) : awake;
  return note(asked, now, "paged", names(people));
}

/** Adds a page for each person and method; who has no such method counts as failed for good. */
export function ask(from: Draft, people: readonly Reachable[], step: Step, facts: Facts): Draft {
  const { phase } = from.incident;
  if (phase.kind !== "step") return from;
  const asked = new Set(phase.asked);
  const failed = new Set(phase.failed);
  const effects: Effect[] = [];
  for (const person of people) {
    for (const method of step.by.filter((m) => facts.methods.includes(m))) {
      const key = askedKey(phase, person.handle, method);
      if (failed.has(key)) continue;
      asked.add(key);
      if (person.methods.includes(method))
        effects.push({ kind: "reach", handle: person.handle, method, asked: key });
      else failed.add(key);
    }
  }
  return patch(from, { phase: { ...phase, asked: [...asked], failed: [...failed] } }, ...effects);
}

function askedKey(phase: StepPhase, handle: string, method: Method): string {
  return `${phase.round}.${phase.step}/${handle}/${method}`;
}

/** Where in the policy a page was asked for; null for one that no step asked for. */
export function placeOfAsked(asked: string): Place | null {
  const [, round, step] = /^(\d+)\.(\d+)\//.exec(asked) ?? [];
  return round === undefined ? null : { round: Number(round), step: Number(step) };
}
