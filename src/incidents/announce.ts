import { note, patch, type Draft } from "./change.ts";
import { listed } from "../lib/listed.ts";
import type { Facts } from "./incident.ts";
import { names } from "./names.ts";
import { handOversOf, personalWays, type Call } from "./own-rules.ts";
import { onlyHandsOver, serviceName, type Method, type Policy, type Step } from "./policy.ts";
import type { Place } from "./targets.ts";

interface Announced {
  /** `why`, for the room: "Nobody is here." */
  readonly start: Place & { readonly why: string };
  readonly step: Step;
  /** How the step reaches each of its people, as it starts. */
  readonly calls: readonly Call[];
}

/** Says on the card who is called and why; loudly in the room when there is nobody whom the step could call. */
export function announce(from: Draft, announced: Announced, facts: Facts, now: number): Draft {
  const { start, step } = announced;
  const standing = [start.why, ...callingWhom(announced, facts), ...handingOver(step, facts)].join(
    " ",
  );
  const noted = note(
    patch(from, { standing }, { kind: "card" }),
    now,
    "escalated",
    `round ${start.round}, step ${start.step + 1}: ${standing}`,
  );
  const text = whatIsMissing(announced, from.incident.policy, facts);
  return text === null ? noted : patch(noted, {}, { kind: "say", text, loud: true });
}

/** What only a human can mend, and what would otherwise make a round pass in silence. */
function whatIsMissing(
  { start, step, calls }: Announced,
  policy: Policy,
  facts: Facts,
): string | null {
  const isFirst = start.step === 0;
  if (facts.people.length === 0)
    return isFirst && policy.steps.every((one) => handOversOf(one, facts).length === 0)
      ? "This needs somebody, and nobody can be called: no responder has joined."
      : null;
  if (calls.length === 0 && !SCHEDULED.has(step.page) && !onlyHandsOver(step))
    return `Step ${start.step + 1} of the policy ${policy.name} pages ${step.page}, and no responder has that handle.`;
  const ways = policy.steps.flatMap(({ by }) => by.filter((m) => facts.methods.includes(m)));
  return isFirst && ways.length === 0 && calls.every(({ isRuled }) => !isRuled)
    ? `This needs somebody, and nobody can be called: nothing that the policy ${policy.name} sends by is set up.`
    : null;
}

const SCHEDULED: ReadonlySet<string> = new Set(["on-call", "secondary", "everyone"]);

function handingOver(step: Step, facts: Facts): readonly string[] {
  const services = handOversOf(step, facts).map((method) => serviceName(method) ?? method);
  return services.length === 0 ? [] : [`Handing over to ${listed(services)}.`];
}

function callingWhom({ step, calls }: Announced, facts: Facts): readonly string[] {
  const handsOver = handOversOf(step, facts).length > 0;
  if (onlyHandsOver(step)) return handsOver ? [] : [noWay(step, facts)];
  if (handsOver && facts.people.length === 0) return [];
  if (facts.people.length === 0) return ["Nobody can be called: no responder has joined."];
  if (calls.length === 0)
    return [`Nobody is ${step.page === "secondary" ? "second on call" : step.page}.`];
  const reached = calls.filter((call) => waysNow(call).length > 0);
  const later = calls.filter((call) => call.isRuled && waysNow(call).length === 0);
  if (reached.length + later.length === 0) return [reachesNobody(step, calls, facts)];
  return [
    ...(reached.length > 0 ? [`Calling ${namesOf(reached)} (${waysOf(reached, step)}).`] : []),
    ...(later.length > 0
      ? [`${namesOf(later)} ${later.length === 1 ? "is" : "are"} told by their own rules.`]
      : []),
  ];
}

function reachesNobody(step: Step, calls: readonly Call[], facts: Facts): string {
  const by = personalWays(step, facts);
  if (by.length > 0) return `${namesOf(calls)} cannot be reached by ${by.join(" or ")}.`;
  return noWay(step, facts);
}

function noWay({ by }: Step, { methods }: Facts): string {
  const unset = by.filter((method) => !methods.includes(method));
  return `No way to send ${unset.join(" or ")} is set up.`;
}

function waysNow({ person, byStep, starting }: Call): readonly Method[] {
  return [
    ...byStep.filter((method) => person.methods.includes(method)),
    ...starting.filter(({ afterMs }) => afterMs === 0).map(({ method }) => method),
  ];
}

/** In the order of the step, and then what only their own rules name. */
function waysOf(calls: readonly Call[], { by }: Step): string {
  const ways = new Set(calls.flatMap(waysNow));
  return [...new Set([...by.filter((method) => ways.has(method)), ...ways])].join(", ");
}

function namesOf(calls: readonly Call[]): string {
  return names(calls.map(({ person }) => person));
}
