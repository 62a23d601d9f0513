import type { Facts } from "../incidents/incident.ts";
import { changeIncident } from "./change-incident.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

const BATCH = 200;

/** Handles every incident that is due by now; answers how many could be. Safe to run anywhere, any number of times at once. */
export async function wake(watch: Watch): Promise<number> {
  const ids = await watch.incidents.due(watch.clock.now(), BATCH);
  if (ids.length === 0) return 0;
  const facts = await gatherFacts(watch);
  const woken = await Promise.all(ids.map((id) => wakeOne(watch, id, facts)));
  return woken.filter(Boolean).length;
}

/** One incident that throws must not keep the others waiting; it stays due, so the auditor comes back to it. */
async function wakeOne(watch: Watch, id: string, facts: Facts): Promise<boolean> {
  try {
    await changeIncident(watch, id, { kind: "tick" }, facts);
    return true;
  } catch (error) {
    watch.log.error({ incident: id, error }, "an incident could not be woken");
    return false;
  }
}
