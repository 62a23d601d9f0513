import { isHandOver, type Method, type Policy, type Step } from "./policy.ts";

/** What works: each responder's own ways, and the services that can be handed over to. */
export interface Working {
  readonly by: ReadonlyMap<string, readonly Method[]>;
  readonly handOvers: readonly Method[];
}

/** The policies none of whose steps would reach anybody. A service reaches whom it will. */
export function silentPolicies(policies: readonly Policy[], working: Working): readonly Policy[] {
  return policies.filter(({ steps }) => !steps.some((step) => reachesSomebody(step, working)));
}

/** Whoever is on call tonight may be anybody of them. */
function reachesSomebody(step: Step, { by, handOvers }: Working): boolean {
  if (step.by.some((method) => isHandOver(method) && handOvers.includes(method))) return true;
  const isSchedule = ["on-call", "secondary", "everyone"].includes(step.page);
  const ways = isSchedule ? [...by.values()].flat() : (by.get(step.page) ?? []);
  return ways.some((method) => step.by.includes(method));
}
