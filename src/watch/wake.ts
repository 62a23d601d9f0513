import { changeIncident } from "./change-incident.ts";
import { gatherFacts, type FactsOnDemand } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

const BATCH = 200;

/** Handles every incident that is due by now; answers how many could be. Safe to run anywhere, any number of times at once. */
export async function wake(watch: Watch): Promise<number> {
  // Those that cannot be woken stay due, in front of the others.
  for (let stuck = 0; ;) {
    const ids = await watch.incidents.due(watch.clock.now(), BATCH, stuck);
    if (ids.length === 0) return 0;
    const facts = await gatherFacts(watch);
    const woken = await Promise.all(ids.map((id) => wakeOne(watch, id, facts)));
    const count = woken.filter(Boolean).length;
    if (count > 0) return count;
    stuck += ids.length;
  }
}

/** One incident that throws must not keep the others waiting; it stays due, so the auditor comes back to it. */
async function wakeOne(watch: Watch, id: string, facts: FactsOnDemand): Promise<boolean> {
  try {
    const { outcome } = await changeIncident(watch, id, { kind: "tick" }, facts);
    return outcome !== "unknown";
  } catch (error) {
    watch.log.error({ incident: id, error }, "an incident could not be woken");
    return false;
  }
}
