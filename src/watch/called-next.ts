import type { Incident } from "../incidents/incident.ts";

/** "others": somebody beside whoever escalated. */
export type CalledNext = "others" | "only-you" | "nobody";

/** Whom the step calls that an escalation has started: a policy may have the same person next, or nobody. */
export function calledNext(incidents: readonly Incident[], handle: string): CalledNext {
  const called = new Set(incidents.flatMap(calledIn));
  if ([...called].some((one) => one !== handle)) return "others";
  return called.has(handle) ? "only-you" : "nobody";
}

function calledIn({ phase }: Incident): readonly string[] {
  if (phase.kind !== "step") return [];
  const asked = phase.asked.filter((key) => !phase.failed.includes(key));
  return [
    ...asked.map((key) => key.split("/")[1] ?? ""),
    ...(phase.late?.handles ?? []),
    ...(phase.planned ?? []).map((page) => page.handle),
  ];
}

/** For the phone by which it was escalated; plain ASCII. `what`: " for 17", or nothing. */
export function sayEscalated(next: CalledNext, what = ""): string {
  switch (next) {
    case "others":
      return `Escalated. Somebody else is being called${what}.`;
    case "only-you":
      return `Escalated, but the next step${what} calls only you again. Ask somebody in the room.`;
    case "nobody":
      return `Escalated, but the next step${what} calls nobody. Ask somebody in the room.`;
  }
}
