import { MINUTE } from "../lib/durations.ts";
import type { Facts, Incident, Phase, Reachable } from "./incident.ts";
import { onlyHandsOver, type Step } from "./policy.ts";

/** `everyone` wakes those who are awake first, the others so much later. */
export const ASLEEP_DELAY_MS = 5 * MINUTE;

/** Where in the policy an incident stands. */
export type Place = Pick<Extract<Phase, { kind: "step" }>, "round" | "step">;

/** Whom a step pages; nobody where it only hands over. */
export function targets(
  step: Step,
  incident: Incident,
  place: Place,
  facts: Facts,
): readonly Reachable[] {
  if (onlyHandsOver(step)) return [];
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

export function byWakefulness(
  step: Step,
  people: readonly Reachable[],
): { now: readonly Reachable[]; late: readonly Reachable[] } {
  const awake = people.filter((p) => p.awake);
  if (step.page !== "everyone" || awake.length === 0) return { now: people, late: [] };
  return { now: awake, late: people.filter((p) => !p.awake) };
}
