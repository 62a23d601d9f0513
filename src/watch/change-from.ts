import type { Decision, Incident } from "../incidents/incident.ts";
import type { Change } from "../ports/incident-records.ts";

/** What is to be committed, given what was read; null opens the incident. */
export function changeFrom(
  before: Incident | null,
  { incident, timeline, effects, nextAt }: Decision,
): Change {
  return { incident, expected: before?.revision ?? null, timeline, effects, nextAt };
}
