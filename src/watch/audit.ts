import { SECOND } from "../lib/durations.ts";
import { gatherFacts, type FactsOnDemand } from "./gather-facts.ts";
import { replan } from "./replan.ts";
import { wake } from "./wake.ts";
import type { Watch } from "./watch.ts";

/** Real time that a wake-up may be late before it counts. */
const LATE_MS = 2 * SECOND;
const BATCH = 500;

export interface Audit {
  /** Wake-ups that the alarm clocks had missed. */
  readonly late: number;
  /** Incidents replanned because the clock was set back. */
  readonly replanned: number;
}

/** Reads the truth instead of trusting the alarm clocks. */
export async function audit(watch: Watch): Promise<Audit> {
  const now = watch.clock.now();
  const replanned = await replanAll(watch, await watch.incidents.markClock(now));
  const late = await watch.incidents.countLate(now - LATE_MS * watch.clock.factor);
  while ((await wake(watch)) > 0 && watch.clock.now() === now);
  return { late, replanned };
}

async function replanAll(watch: Watch, epoch: number): Promise<number> {
  const ids = await watch.incidents.outOfEpoch(epoch, BATCH);
  if (ids.length === 0) return 0;
  const facts = await gatherFacts(watch);
  const replanned = await Promise.all(ids.map((id) => tryReplan(watch, id, facts)));
  return replanned.filter(Boolean).length;
}

/** One incident that throws must not keep the others at an instant that never comes. */
async function tryReplan(watch: Watch, id: string, facts: FactsOnDemand): Promise<boolean> {
  try {
    return await replan(watch, id, facts);
  } catch (error) {
    watch.log.error({ incident: id, error }, "an incident could not be replanned");
    return false;
  }
}
