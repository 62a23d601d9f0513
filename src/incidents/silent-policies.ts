import type { Method, Policy, Step } from "./policy.ts";

/** The policies none of whose steps would reach anybody. `by`: each responder's ways that work. */
export function silentPolicies(
  policies: readonly Policy[],
  by: ReadonlyMap<string, readonly Method[]>,
): readonly Policy[] {
  return policies.filter(({ steps }) => !steps.some((step) => reachesSomebody(step, by)));
}

/** Whoever is on call tonight may be anybody of them. */
function reachesSomebody(step: Step, by: ReadonlyMap<string, readonly Method[]>): boolean {
  const isSchedule = ["on-call", "secondary", "everyone"].includes(step.page);
  const ways = isSchedule ? [...by.values()].flat() : (by.get(step.page) ?? []);
  return ways.some((method) => step.by.includes(method));
}
