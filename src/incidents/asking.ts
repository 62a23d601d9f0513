import { listed } from "../lib/listed.ts";
import { draft, note, patch, type Draft } from "./change.ts";
import type { Effect, Facts, Incident, Phase, Reachable, Ruled } from "./incident.ts";
import {
  askedKey,
  callOf,
  handOversOf,
  leftOut,
  ruledOf,
  startRules,
  withoutWay,
  withPlanned,
  type Call,
} from "./own-rules.ts";
import { serviceName, type Method, type Step } from "./policy.ts";
import { targets, type Place } from "./targets.ts";

type StepPhase = Extract<Phase, { kind: "step" }>;

/** A page to be asked for, or to be counted as failed for good where the way leads nowhere. */
interface Wanted {
  readonly handle: string;
  readonly method: Method;
  readonly asked: string;
  readonly leads: boolean;
  readonly byRule: boolean;
}

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
  const shot = ask(patch(from, { phase: { ...phase, shots } }), people, facts, now);
  const again = handOver(shot, facts);
  const paged = pagedSince(from, again, people);
  return paged === null ? again : note(again, now, "paged", `${paged} again`);
}

export function wakeLate(incident: Incident, phase: StepPhase, facts: Facts, now: number): Draft {
  const people = facts.people.filter((p) => phase.late?.handles.includes(p.handle));
  const awake = patch(draft(incident), { phase: { ...phase, late: null } });
  const asked = ask(awake, people, facts, now);
  const paged = pagedSince(awake, asked, people);
  return paged === null ? asked : note(asked, now, "paged", paged);
}

/** Adds a page for each person and method of the step, or of their own rules; who has no such method counts as failed for good. */
export function ask(from: Draft, people: readonly Reachable[], facts: Facts, now: number): Draft {
  const { phase, policy } = from.incident;
  const step = phase.kind === "step" ? policy.steps[phase.step] : undefined;
  if (phase.kind !== "step" || !step) return from;
  const calls = people.map((person) => callOf(person, step, from.incident, facts));
  const started = calls.reduce((before, call) => startRules(before, call, now), phase);
  return want(
    patch(from, { phase: started }),
    calls.flatMap((call) => wantedAtOnce(call, phase)),
  );
}

function wantedAtOnce({ person, byStep, starting }: Call, place: Place): readonly Wanted[] {
  const { handle, methods } = person;
  const byRules: readonly Method[] = starting
    .filter(({ method, afterMs }) => afterMs === 0 && !byStep.includes(method))
    .map(({ method }) => method);
  return [...byRules, ...byStep].map((method) => ({
    handle,
    method,
    asked: askedKey(place, handle, method),
    leads: methods.includes(method),
    byRule: byRules.includes(method),
  }));
}

/** One page to each service that the step hands over to, whoever is on call, and when nobody is. */
export function handOver(from: Draft, facts: Facts): Draft {
  const { phase, policy } = from.incident;
  const step = phase.kind === "step" ? policy.steps[phase.step] : undefined;
  if (phase.kind !== "step" || !step) return from;
  return want(
    from,
    handOversOf(step, facts).map((method) => ({
      handle: method,
      method,
      asked: askedKey(phase, method, method),
      leads: true,
      byRule: false,
    })),
  );
}

function want(from: Draft, wanted: readonly Wanted[]): Draft {
  const { phase } = from.incident;
  if (phase.kind !== "step") return from;
  const asked = new Set(phase.asked);
  const failed = new Set(phase.failed);
  const effects: Effect[] = [];
  for (const { handle, method, asked: key, leads, byRule } of wanted) {
    if (failed.has(key)) continue;
    asked.add(key);
    if (leads)
      effects.push({
        kind: "reach",
        handle,
        method,
        asked: key,
        ...(byRule && { byRule: true as const }),
      });
    else failed.add(key);
  }
  return patch(from, { phase: { ...phase, asked: [...asked], failed: [...failed] } }, ...effects);
}

/** Asks for what people's own rules have planned for now, but for what goes out at this instant anyway. Null: nothing is due. */
export function tellPlanned(from: Draft, facts: Facts, now: number): Draft | null {
  const { phase } = from.incident;
  if (phase.kind !== "step") return null;
  const due = (phase.planned ?? []).filter(({ at }) => at <= now);
  if (due.length === 0) return null;
  const left = (phase.planned ?? []).filter(({ at }) => at > now);
  const wanted = due
    .filter((page) => !goesOut(from, page))
    .flatMap((page): readonly Wanted[] => {
      const person = facts.people.find(({ handle }) => handle === page.handle);
      if (!person) return [];
      const leads = person.methods.includes(page.method) && facts.methods.includes(page.method);
      return [{ ...page, leads, byRule: true }];
    });
  const told = want(patch(from, { phase: withPlanned(phase, left) }), wanted);
  const paged = pagedSince(from, told, facts.people);
  const noted = paged === null ? told : note(told, now, "paged", `${paged} by their own rules`);
  return wanted
    .filter(({ leads }) => !leads)
    .reduce((before, { asked }) => withoutRule(before, asked, facts), noted);
}

function goesOut({ effects }: Draft, { handle, method }: Pick<Wanted, "handle" | "method">) {
  return effects.some((e) => e.kind === "reach" && e.handle === handle && e.method === method);
}

/** One of their ways failed for good. With the last of their rules gone, they are reached as the policy says, at once. */
export function withoutRule(from: Draft, asked: string, facts: Facts): Draft {
  const { phase } = from.incident;
  const without = phase.kind === "step" ? withoutWay(phase, asked) : phase;
  if (without.kind !== "step" || without === phase) return from;
  const next = patch(from, { phase: without });
  const running = ruledOf(without, asked.split("/")[1] ?? "");
  if (running?.open.length !== 0) return next;
  return want(
    next,
    missed(next, running, facts).filter((page) => !goesOut(next, page)),
  );
}

/** What the steps since then would have asked of somebody without rules. */
function missed(
  { incident }: Draft,
  { handle, round, step: since }: Ruled,
  facts: Facts,
): readonly Wanted[] {
  const { phase, policy } = incident;
  const person = facts.people.find((one) => one.handle === handle);
  if (phase.kind !== "step" || !person) return [];
  const last = round === phase.round ? phase.step : policy.steps.length - 1;
  const isMeant = (step: Step, index: number): boolean => {
    if (index === since) return true;
    if (index < since || index > last) return false;
    const isNow = round === phase.round && index === phase.step;
    const isLate = isNow && phase.late?.handles.includes(handle) === true;
    return !isLate && targets(step, incident, { round, step: index }, facts).includes(person);
  };
  const wanted = policy.steps.flatMap((step, index) => {
    if (!isMeant(step, index)) return [];
    const byStep = leftOut(person, step, incident, facts);
    const call: Call = { person, byStep, starting: [], isRuled: false };
    return wantedAtOnce(call, { round, step: index });
  });
  return wanted.filter(
    ({ method }, index) => wanted.findIndex((one) => one.method === method) === index,
  );
}

/** Names of those for whom a page was asked meanwhile; null: for nobody. */
function pagedSince(before: Draft, after: Draft, people: readonly Reachable[]): string | null {
  const handles = new Set(
    after.effects
      .slice(before.effects.length)
      .flatMap((effect) => (effect.kind === "reach" ? [effect.handle] : [])),
  );
  const paged = [...handles].map(
    (handle) => people.find((p) => p.handle === handle)?.name ?? serviceName(handle) ?? handle,
  );
  return paged.length === 0 ? null : listed(paged);
}

/** Where in the policy a page was asked for; null for one that no step asked for. */
export function placeOfAsked(asked: string): Place | null {
  const [, round, step] = /^(\d+)\.(\d+)\//.exec(asked) ?? [];
  return round === undefined ? null : { round: Number(round), step: Number(step) };
}
