import { placeOfAsked } from "./asking.ts";
import { decide } from "./decide.ts";
import type { Decision, Facts, Incident } from "./incident.ts";
import { openIncident, type Opening } from "./open-incident.ts";
import { callOf, type Call } from "./own-rules.ts";
import { onlyHandsOver, type Method, type Target } from "./policy.ts";
import { targets, type Place } from "./targets.ts";

/** One thing that would happen, at an instant. `step` counts from zero; null: no step asked for it. */
export type Happening =
  | { readonly kind: "silenced"; readonly at: number; readonly until: number }
  | { readonly kind: "posted"; readonly at: number }
  | {
      readonly kind: "called";
      readonly at: number;
      readonly step: number | null;
      /** Whom the step is for. */
      readonly page: Target;
      /** Of a hand-over: the method. */
      readonly handle: string;
      readonly method: Method;
      /** The how many-eth page of its step to this person by this method. */
      readonly shot: number;
      /** Their own rules ask for it; the step does not. */
      readonly byRule?: true;
    }
  /** `handle` null: nobody can be reached by this method, as it is not set up. */
  | {
      readonly kind: "skipped";
      readonly at: number;
      readonly step: number;
      readonly handle: string | null;
      readonly method: Method;
    }
  | { readonly kind: "nobody"; readonly at: number; readonly step: number; readonly page: Target }
  | { readonly kind: "said"; readonly at: number; readonly text: string };

export interface Course {
  /** In their order. */
  readonly happenings: readonly Happening[];
  /** When the second round would begin; null when there is none. */
  readonly nextRoundAt: number | null;
}

/** More than the longest policy takes; a course ends long before. */
const DECISIONS_AT_MOST = 5_000;

/**
 * The life of an incident that opens at `at` and that nobody touches, until its first round is over: by the same decisions
 * as a live one, on a clock that jumps. `factsAt` answers what will be true then; the room must not change meanwhile.
 */
export function rehearse(opening: Opening, at: number, factsAt: (at: number) => Facts): Course {
  const happenings: Happening[] = [];
  const asked = new Map<string, number>();
  let now = at;
  let facts = factsAt(now);
  let before: Incident | null = null;
  let decision = openIncident(opening, facts, now);
  for (let count = 0; count < DECISIONS_AT_MOST; count += 1) {
    if (roundOf(decision.incident) > 1) return { happenings, nextRoundAt: now };
    happenings.push(...toldBy(decision, before, { facts, now, asked }));
    const next = nextLook(decision);
    if (next === null || isForNobody(decision.incident, facts)) break;
    now = Math.max(now, next);
    facts = factsAt(now);
    before = decision.incident;
    decision = decide(before, { kind: "tick" }, facts, now);
  }
  return { happenings, nextRoundAt: null };
}

/** The room does not change in a rehearsal: looking at it every minute changes nothing. */
function nextLook({ incident: { phase }, nextAt }: Decision): number | null {
  return phase.kind === "waiting" ? phase.until : nextAt;
}

/** A warning whose message has nobody to go to would be looked at every hour for ever. */
function isForNobody({ phase }: Incident, { onCall }: Facts): boolean {
  return phase.kind === "noting" && onCall === null;
}

function roundOf({ phase }: Incident): number {
  return phase.kind === "step" ? phase.round : 0;
}

interface Moment {
  readonly facts: Facts;
  readonly now: number;
  /** How often each page was asked for so far. */
  readonly asked: Map<string, number>;
}

function toldBy(
  { incident, effects }: Decision,
  before: Incident | null,
  moment: Moment,
): readonly Happening[] {
  const { now } = moment;
  const { phase } = incident;
  const entered = stepsEntered(before, incident);
  const asking = effects.flatMap((e) => (e.kind === "reach" ? [stepOf(e.asked) ?? NO_STEP] : []));
  const steps = [...new Set([...asking, ...entered])].toSorted((a, b) => a - b);
  const said = effects.flatMap((effect): readonly Happening[] =>
    effect.kind === "say" ? [{ kind: "said", at: now, text: effect.text }] : [],
  );
  return [
    ...(phase.kind === "silenced" && before === null
      ? [{ kind: "silenced" as const, at: now, until: phase.until }]
      : []),
    ...(incident.told && !before?.told ? [{ kind: "posted" as const, at: now }] : []),
    ...steps.flatMap((step) => [
      ...(entered.includes(step) ? passedOver(incident, step, moment) : []),
      ...calls({ incident, effects }, step === NO_STEP ? null : step, moment),
    ]),
    ...said,
  ];
}

const NO_STEP = -1;

/** A decision may go through several steps, when those before the last reach nobody. */
function stepsEntered(before: Incident | null, { phase }: Incident): readonly number[] {
  if (phase.kind !== "step") return [];
  const first = before?.phase.kind === "step" ? before.phase.step + 1 : 0;
  return Array.from({ length: phase.step - first + 1 }, (_, index) => first + index);
}

function calls(
  { incident, effects }: Pick<Decision, "incident" | "effects">,
  step: number | null,
  { now, asked }: Moment,
): readonly Happening[] {
  return effects.flatMap((effect): readonly Happening[] => {
    if (effect.kind !== "reach" || stepOf(effect.asked) !== step) return [];
    const shot = (asked.get(effect.asked) ?? 0) + 1;
    asked.set(effect.asked, shot);
    const { handle, method, byRule } = effect;
    const page = step === null ? "on-call" : incident.policy.steps[step]?.page;
    const whom = { page: page ?? handle, handle, method };
    return [{ kind: "called", at: now, step, ...whom, shot, ...(byRule && { byRule }) }];
  });
}

function stepOf(asked: string): number | null {
  return placeOfAsked(asked)?.step ?? null;
}

/** Whom and what a step names, and does not reach. */
function passedOver(
  incident: Incident,
  index: number,
  { facts, now }: Moment,
): readonly Happening[] {
  const step = incident.policy.steps[index];
  if (!step) return [];
  const place: Place = { round: 1, step: index };
  const people = targets(step, incident, place, facts);
  const skipped = (handle: string | null, method: Method): Happening => ({
    kind: "skipped",
    at: now,
    step: index,
    handle,
    method,
  });
  return [
    ...(people.length === 0 && !onlyHandsOver(step)
      ? [{ kind: "nobody" as const, at: now, step: index, page: step.page }]
      : []),
    ...step.by.filter((way) => !facts.methods.includes(way)).map((way) => skipped(null, way)),
    ...people.flatMap((person) =>
      leadsNowhere(callOf(person, step, asOfStep(incident, index), facts)).map((way) =>
        skipped(person.handle, way),
      ),
    ),
  ];
}

/** A decision may go through several steps: those whose own rules started with this step, or later, had none running. */
function asOfStep(incident: Incident, index: number): Incident {
  const { phase } = incident;
  if (phase.kind !== "step") return incident;
  const ruled = (phase.ruled ?? []).filter((one) => one.step < index || one.round < phase.round);
  return { ...incident, phase: { ...phase, ruled } };
}

function leadsNowhere({ person, byStep, starting }: Call): readonly Method[] {
  const named = starting.length > 0 ? (person.rules ?? []).map(({ method }) => method) : [];
  return [...new Set<Method>([...byStep, ...named])].filter(
    (method) => !person.methods.includes(method),
  );
}
