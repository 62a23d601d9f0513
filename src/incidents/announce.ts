import { note, patch, type Draft } from "./change.ts";
import type { Facts, Reachable } from "./incident.ts";
import { names } from "./names.ts";
import type { Method, Policy, Step } from "./policy.ts";
import type { Place } from "./targets.ts";

interface Announced {
  /** `why`, for the room: "Nobody is here." */
  readonly start: Place & { readonly why: string };
  readonly step: Step;
  readonly people: readonly Reachable[];
}

/** Says on the card who is called and why; loudly in the room when there is nobody whom the step could call. */
export function announce(
  from: Draft,
  { start, step, people }: Announced,
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
  const text = whatIsMissing({ start, step, people }, from.incident.policy, facts);
  return text === null ? noted : patch(noted, {}, { kind: "say", text, loud: true });
}

/** What only a human can mend, and what would otherwise make a round pass in silence. */
function whatIsMissing(
  { start, step, people }: Announced,
  policy: Policy,
  facts: Facts,
): string | null {
  const isFirst = start.step === 0;
  if (facts.people.length === 0)
    return isFirst
      ? "This needs somebody, and nobody can be called: no responder has joined."
      : null;
  if (people.length === 0 && !SCHEDULED.has(step.page))
    return `Step ${start.step + 1} of the policy ${policy.name} pages ${step.page}, and no responder has that handle.`;
  const ways = policy.steps.flatMap(({ by }) => by.filter((m) => facts.methods.includes(m)));
  return isFirst && ways.length === 0
    ? `This needs somebody, and nobody can be called: nothing that the policy ${policy.name} sends by is set up.`
    : null;
}

const SCHEDULED: ReadonlySet<string> = new Set(["on-call", "secondary", "everyone"]);

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
  const ways = by.filter((m) => people.some((p) => p.methods.includes(m)));
  if (ways.length === 0) return `${names(people)} cannot be reached by ${by.join(" or ")}.`;
  const reached = people.filter((p) => ways.some((m) => p.methods.includes(m)));
  return `Calling ${names(reached)} (${ways.join(", ")}).`;
}
