import type { ContactRule } from "../oncall/person.ts";
import type { Facts, Incident, Phase, Planned, Reachable } from "./incident.ts";
import { isHandOver, type Method, type Step } from "./policy.ts";
import type { Place } from "./targets.ts";

type StepPhase = Extract<Phase, { kind: "step" }>;

/** How one step reaches one person. */
export interface Call {
  readonly person: Reachable;
  /** By the step, whether these lead to them or not. */
  readonly byStep: readonly Method[];
  /** Their own rules, when this step starts them. */
  readonly starting: readonly ContactRule[];
  /** Their own rules run: what the step leaves out is no omission. */
  readonly isRuled: boolean;
}

/**
 * The first step of a round that pages somebody starts their own rules, which then stand for the ways of all steps of that
 * round; but whoever is on call is called as the policy says, whatever their rules are. Where none of their rules leads
 * anywhere, or all have failed for good, the policy's ways hold.
 */
export function callOf(person: Reachable, step: Step, incident: Incident, facts: Facts): Call {
  const { phase } = incident;
  const own = personalWays(step, facts);
  const latest = ruledOf(phase, person.handle);
  const running = phase.kind === "step" && latest?.round === phase.round ? latest : undefined;
  const rules = rulesOf(person, facts);
  if (rules.length === 0 || running?.open.length === 0)
    return { person, byStep: own, starting: [], isRuled: false };
  const left = leftOut(person, step, incident, facts);
  return {
    person,
    byStep: own.filter((method) => !left.includes(method)),
    starting: running ? [] : rules,
    isRuled: true,
  };
}

/** The ways of a step for which somebody's own rules stand: all, but calls to whoever is on call. */
export function leftOut(
  { handle }: Reachable,
  step: Step,
  { startWith }: Incident,
  facts: Facts,
): readonly Method[] {
  const isOnCall = step.page === "on-call" || facts.onCall === handle || startWith === handle;
  return personalWays(step, facts).filter((method) => !isOnCall || method !== "voice");
}

/** The ways to people that a step names, and that are set up. */
export function personalWays({ by }: Step, { methods }: Facts): readonly Method[] {
  return by.filter((method) => !isHandOver(method) && methods.includes(method));
}

/** The services that a step hands over to, and that are set up. */
export function handOversOf({ by }: Step, { methods }: Facts): readonly Method[] {
  return by.filter((method) => isHandOver(method) && methods.includes(method));
}

/** Those that lead to them. */
function rulesOf({ rules = [], methods }: Reachable, facts: Facts): readonly ContactRule[] {
  return rules.filter(({ method }) => methods.includes(method) && facts.methods.includes(method));
}

export function ruledOf(phase: Phase, handle: string) {
  return phase.kind === "step" ? phase.ruled?.find((one) => one.handle === handle) : undefined;
}

/** From their start on. What a former round had planned for them is not put off by the next. */
export function startRules(
  phase: StepPhase,
  { person: { handle }, starting }: Call,
  now: number,
): StepPhase {
  if (starting.length === 0) return phase;
  const before = (phase.planned ?? []).filter((page) => page.handle === handle);
  const planned = starting
    .filter(({ afterMs }) => afterMs > 0)
    .map(({ method, afterMs }) => ({
      at: Math.min(
        now + afterMs,
        ...before.filter((page) => page.method === method).map(({ at }) => at),
      ),
      handle,
      method,
      asked: askedKey(phase, handle, method),
    }));
  const open = starting.map(({ method }) => method);
  return {
    ...withPlanned(phase, [
      ...(phase.planned ?? []).filter((page) => page.handle !== handle),
      ...planned,
    ]),
    ruled: [
      ...(phase.ruled ?? []).filter((one) => one.handle !== handle),
      { handle, round: phase.round, step: phase.step, open },
    ],
  };
}

export function askedKey(place: Place, handle: string, method: Method): string {
  return `${place.round}.${place.step}/${handle}/${method}`;
}

/** Stored, and compared: nothing planned is no list at all. */
export function withPlanned(phase: StepPhase, planned: readonly Planned[]): StepPhase {
  const { planned: _before, ...rest } = phase;
  return planned.length === 0 ? rest : { ...rest, planned };
}

/** What a step goes on with: what is still to come, and what may still fail. A policy that begins anew starts rules anew, those of this very round too. */
export function carriedOver(
  phase: Phase,
  to: Place,
): Partial<Pick<StepPhase, "planned" | "ruled">> {
  if (phase.kind !== "step") return {};
  const isAnew = to.round < phase.round || (to.round === phase.round && to.step <= phase.step);
  return {
    ...(phase.planned && { planned: phase.planned }),
    ...(phase.ruled && {
      ruled: isAnew
        ? phase.ruled.map((one) => ({ ...one, round: Math.min(one.round, to.round - 1) }))
        : phase.ruled,
    }),
  };
}

/**
 * One of their ways failed for good, in this round or in one before: it is not planned any more. The same phase when that
 * is nothing to their rules.
 */
export function withoutWay(phase: StepPhase, asked: string): StepPhase {
  const [, handle = "", failed = ""] = asked.split("/");
  const running = ruledOf(phase, handle);
  if (!running?.open.some((way) => way === failed)) return phase;
  const open = running.open.filter((way) => way !== failed);
  return {
    ...withPlanned(
      phase,
      (phase.planned ?? []).filter((page) => page.handle !== handle || page.method !== failed),
    ),
    ruled: (phase.ruled ?? []).map((one) => (one === running ? { ...one, open } : one)),
  };
}

/** Whether somebody whom the step asked is still to be told by their own rules. */
export function hasPlanned({ asked, planned = [] }: StepPhase): boolean {
  const handles = new Set(asked.map((key) => key.split("/")[1]));
  return planned.some(({ handle }) => handles.has(handle));
}
