import { MINUTE } from "../lib/durations.ts";
import { draft, nextStepAt, note, patch, watchesRoom, type Draft } from "./change.ts";
import type { Effect, Facts, Incident, Phase, Reachable } from "./incident.ts";
import type { Method, Step } from "./policy.ts";

/** `everyone` wakes those who are awake first, the others so much later. */
export const ASLEEP_DELAY_MS = 5 * MINUTE;

type StepPhase = Extract<Phase, { kind: "step" }>;

interface Start {
  readonly round: number;
  readonly step: number;
  readonly plannedAt: number;
  /** Why, for the room: "Nobody is here." */
  readonly why: string;
}

/** The policy from its beginning: the room has its wait, unless nobody is there. */
export function begin(from: Draft, facts: Facts, now: number): Draft {
  const { incident } = from;
  if (incident.severity === "info") return patch(from, { phase: { kind: "noting", until: null } });
  const told = patch(from, { told: true, startWith: null }, { kind: "card" });
  return waitOrEscalate(told, incident.policy.waitMs, facts, now);
}

export function waitOrEscalate(from: Draft, waitMs: number, facts: Facts, now: number): Draft {
  if (mustLeaveRoom(from.incident, facts))
    return startStep(from, { round: 1, step: 0, plannedAt: now, why: whyLeave(facts) }, facts, now);
  return patch(
    from,
    { phase: { kind: "waiting", since: now, until: now + waitMs }, standing: null },
    { kind: "card" },
  );
}

export function mustLeaveRoom(incident: Incident, facts: Facts): boolean {
  return watchesRoom(incident) && facts.occupancy !== "occupied";
}

export function whyLeave(facts: Facts): string {
  return facts.occupancy === "empty"
    ? "Nobody is here."
    : "It is not known whether anybody is here.";
}

/**
 * Asks every person and method of the step at once. When all of them cannot be reached for good, the next step
 * starts now; the round as a whole keeps its planned length, so that a broken provider never makes rounds race.
 */
export function startStep(from: Draft, start: Start, facts: Facts, now: number): Draft {
  const { incident } = from;
  const step = incident.policy.steps[start.step];
  if (!step)
    return patch(
      from,
      { phase: emptyPolicyPhase(start, now) },
      { kind: "card" },
      { kind: "say", text: "This policy has no steps: nobody is called.", loud: true },
    );
  const base: StepPhase = {
    kind: "step",
    round: start.round,
    step: start.step,
    startedAt: now,
    plannedAt: Math.max(now, start.plannedAt),
    shots: 1,
    asked: [],
    failed: [],
    late: null,
  };
  const people = targets(step, incident, start, facts);
  const { now: first, late } = byWakefulness(step, people);
  const phase: StepPhase = {
    ...base,
    late:
      late.length > 0 ? { at: now + ASLEEP_DELAY_MS, handles: late.map((p) => p.handle) } : null,
  };
  const asked = ask(patch(from, { phase }), first, step, facts);
  const said = announce(asked, start, people, step, facts, now);
  return failedForGood(said.incident) ? startNextEarly(said, facts, now) : said;
}

/** A policy without steps cannot come from the book; a record from elsewhere still gets a next instant. */
function emptyPolicyPhase(start: Start, now: number): StepPhase {
  return {
    kind: "step",
    round: start.round,
    step: 0,
    startedAt: now,
    plannedAt: now,
    shots: 1,
    asked: [],
    failed: [],
    late: null,
  };
}

/** Time has come for something in a step: a repeated page, those asleep, the next step or the next round. */
export function advanceStep(
  incident: Incident,
  phase: StepPhase,
  facts: Facts,
  now: number,
): Draft | null {
  const woken = phase.late && now >= phase.late.at ? wakeLate(incident, phase, facts, now) : null;
  if (now >= nextStepAt(incident))
    return startFollowing(
      woken ?? draft(incident),
      phase,
      plannedNextAt(incident, phase),
      "Nobody reacted.",
      facts,
      now,
    );
  const next =
    repeatShot(woken ?? draft(incident), new Set(phase.late?.handles), facts, now) ?? woken;
  const isNews = next !== null && failedForGood(next.incident) && !failedForGood(incident);
  return isNews ? startNextEarly(next, facts, now) : next;
}

/** As if no step had been pulled forward. */
function plannedNextAt({ policy }: Incident, phase: StepPhase): number {
  return phase.plannedAt + (policy.steps[phase.step + 1]?.afterMs ?? policy.againMs);
}

/** The step after this one, or the first of the next round. */
export function startFollowing(
  from: Draft,
  phase: StepPhase,
  plannedAt: number,
  why: string,
  facts: Facts,
  now: number,
): Draft {
  const isLast = phase.step + 1 >= from.incident.policy.steps.length;
  const start = isLast
    ? { round: phase.round + 1, step: 0, plannedAt, why }
    : { round: phase.round, step: phase.step + 1, plannedAt, why };
  return startStep(from, start, facts, now);
}

/** All methods of all people of the step failed for good. The last step of a round waits for the next round instead. */
export function startNextEarly(from: Draft, facts: Facts, now: number): Draft {
  const { phase, policy } = from.incident;
  if (phase.kind !== "step") return from;
  const next = policy.steps[phase.step + 1];
  if (!next)
    return note(
      patch(
        from,
        {},
        {
          kind: "say",
          text: "Nobody could be reached in this round. The next one starts later.",
          loud: true,
        },
      ),
      now,
      "unreachable",
      "nobody could be reached in this round",
    );
  return startStep(
    from,
    {
      round: phase.round,
      step: phase.step + 1,
      plannedAt: phase.plannedAt + next.afterMs,
      why: "The last step reached nobody.",
    },
    facts,
    now,
  );
}

export function failedForGood({ phase }: Incident): boolean {
  return (
    phase.kind === "step" &&
    phase.late === null &&
    phase.asked.length > 0 &&
    phase.asked.every((key) => phase.failed.includes(key))
  );
}

/** Those who are woken only now, or later, are not paged twice at once. */
function repeatShot(
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

function wakeLate(incident: Incident, phase: StepPhase, facts: Facts, now: number): Draft {
  const step = incident.policy.steps[phase.step];
  const people = facts.people.filter((p) => phase.late?.handles.includes(p.handle));
  const awake = patch(draft(incident), { phase: { ...phase, late: null } });
  const asked = step ? ask(awake, people, step, facts) : awake;
  return note(asked, now, "paged", names(people));
}

/** Adds a page for each person and method; who has no such method counts as failed for good. */
function ask(from: Draft, people: readonly Reachable[], step: Step, facts: Facts): Draft {
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

type Place = Pick<Start, "round" | "step">;

function targets(step: Step, incident: Incident, place: Place, facts: Facts): readonly Reachable[] {
  if (step.page === "everyone") return facts.people;
  const handle = startsWith(step, incident, place, facts) ?? scheduled(step, facts);
  return facts.people.filter((p) => p.handle === handle);
}

/** The first round of a reopened incident starts with whoever had it, whomever its first step is for. */
function startsWith(step: Step, incident: Incident, place: Place, facts: Facts): string | null {
  const isMeant = place.round === 1 && (place.step === 0 || step.page === "on-call");
  const isKnown = facts.people.some((p) => p.handle === incident.startWith);
  return isMeant && isKnown ? incident.startWith : null;
}

function scheduled({ page }: Step, facts: Facts): string | null {
  if (page === "on-call") return facts.onCall;
  return page === "secondary" ? facts.secondary : page;
}

function byWakefulness(
  step: Step,
  people: readonly Reachable[],
): { now: readonly Reachable[]; late: readonly Reachable[] } {
  const awake = people.filter((p) => p.awake);
  if (step.page !== "everyone" || awake.length === 0) return { now: people, late: [] };
  return { now: awake, late: people.filter((p) => !p.awake) };
}

function announce(
  from: Draft,
  start: Start,
  people: readonly Reachable[],
  step: Step,
  facts: Facts,
  now: number,
): Draft {
  const by = step.by.filter((m) => facts.methods.includes(m));
  const standing = `${start.why} ${callingWhom(people, by, step, facts)}`;
  const noted = note(
    patch(from, { standing }, { kind: "card" }),
    now,
    "escalated",
    `round ${start.round}, step ${start.step + 1}: ${standing}`,
  );
  if (facts.people.length > 0 || start.step > 0) return noted;
  return patch(
    noted,
    {},
    {
      kind: "say",
      text: "This needs somebody, and nobody can be called: no responder has joined.",
      loud: true,
    },
  );
}

function callingWhom(
  people: readonly Reachable[],
  by: readonly Method[],
  step: Step,
  facts: Facts,
): string {
  if (facts.people.length === 0) return "Nobody can be called: no responder has joined.";
  if (people.length === 0)
    return `Nobody is ${step.page === "secondary" ? "second on call" : step.page}.`;
  if (by.length === 0) return `No way to send ${step.by.join(" or ")} is set up.`;
  return `Calling ${names(people)} (${by.join(", ")}).`;
}

function names(people: readonly Reachable[]): string {
  const list = people.map((p) => p.name);
  return list.length > 1
    ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`
    : (list[0] ?? "nobody");
}
