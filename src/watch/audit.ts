import { SECOND } from "../lib/durations.ts";
import { decide } from "../incidents/decide.ts";
import { changeFrom } from "./change-incident.ts";
import { gatherFacts } from "./gather-facts.ts";
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
  const epoch = await watch.incidents.markClock(now);
  const replanned = await replan(watch, epoch);
  const late = await watch.incidents.countLate(now - LATE_MS * watch.clock.factor);
  while ((await wake(watch)) > 0 && watch.clock.now() === now);
  return { late, replanned };
}

/** Instants set before the clock went back would otherwise come as much too late. */
async function replan(watch: Watch, epoch: number): Promise<number> {
  const ids = await watch.incidents.outOfEpoch(epoch, BATCH);
  if (ids.length === 0) return 0;
  const facts = await gatherFacts(watch);
  for (const id of ids) {
    const [incident, from] = [await watch.incidents.load(id), await watch.incidents.epochOf(id)];
    if (!incident) continue;
    const decision = decide(
      incident,
      { kind: "clock-set-back", byMs: await watch.incidents.shiftSince(from) },
      facts,
      watch.clock.now(),
    );
    await watch.incidents.commit({ ...changeFrom(incident, decision), epoch: { from, to: epoch } });
  }
  return ids.length;
}
