import { decide } from "../incidents/decide.ts";
import type { Effect, Incident } from "../incidents/incident.ts";
import { serviceName, type Method } from "../incidents/policy.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

export interface WhatGoesOut {
  /** Open, newest first. */
  readonly incidents: readonly Incident[];
  /** Who would be called at once, how, and about which incident numbers. */
  readonly pages: readonly {
    readonly name: string;
    readonly method: Method;
    readonly incidents: readonly number[];
  }[];
}

/** What would leave if nothing were held: what waits already, and what the incidents that are open would ask for now. */
export async function whatGoesOut(watch: Watch): Promise<WhatGoesOut> {
  const facts = await gatherFacts(watch);
  const incidents = await watch.incidents.open();
  const now = watch.clock.now();
  const asked: { handle: string; method: Method; incident: string }[] = [];
  for (const incident of incidents) {
    const decision = await facts.use((known) => decide(incident, { kind: "tick" }, known, now));
    for (const { handle, method } of decision.effects.filter(isReach))
      asked.push({ handle, method, incident: incident.id });
  }
  const pages = new Map<string, { handle: string; method: Method; incidents: Set<number> }>();
  for (const { handle, method, incident } of [...(await watch.pages.waiting()), ...asked]) {
    const found = incidents.find(({ id, status }) => id === incident && status === "triggered");
    if (found === undefined) continue;
    const page = pages.get(`${handle}|${method}`) ?? { handle, method, incidents: new Set() };
    pages.set(`${handle}|${method}`, page);
    page.incidents.add(found.number);
  }
  const nameOf = (handle: string): string =>
    serviceName(handle) ??
    facts.team.people.find((person) => person.handle === handle)?.name ??
    handle;
  return {
    incidents,
    pages: [...pages.values()].map((page) => ({
      name: nameOf(page.handle),
      method: page.method,
      incidents: [...page.incidents].toSorted((a, b) => a - b),
    })),
  };
}

function isReach(effect: Effect): effect is Extract<Effect, { kind: "reach" }> {
  return effect.kind === "reach";
}
