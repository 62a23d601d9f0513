import type { Incident } from "../incidents/incident.ts";
import type { Standing } from "../ports/notifier.ts";

/** What is left to do on all of them. */
export function standingTogether(incidents: readonly Incident[]): Standing {
  if (incidents.some(({ status, phase }) => status === "triggered" && phase.kind !== "silenced"))
    return { kind: "open" };
  const held = incidents.filter(({ status }) => status === "acknowledged");
  if (held.length > 0)
    return {
      kind: "acknowledged",
      by: [...new Set(held.flatMap((one) => one.acknowledgements.map(({ actor }) => actor.name)))],
    };
  return incidents.some(({ phase }) => phase.kind === "silenced")
    ? { kind: "silenced" }
    : { kind: "resolved" };
}
