import { decide } from "../incidents/decide.ts";
import { changeFrom } from "./change-from.ts";
import type { FactsOnDemand } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

/**
 * Instants that were set before the clock went back would otherwise come as much too late: they move along. False: there
 * was nothing to move, or somebody else was faster. Whoever changes an incident before the auditor has come by does it first.
 */
export async function replan(watch: Watch, id: string, facts: FactsOnDemand): Promise<boolean> {
  const now = watch.clock.now();
  const epoch = await watch.incidents.markClock(now);
  const [incident, from] = [await watch.incidents.load(id), await watch.incidents.epochOf(id)];
  if (!incident || from === null || from >= epoch) return false;
  const byMs = await watch.incidents.shiftBetween(from, epoch);
  const decision = decide(incident, { kind: "clock-set-back", byMs }, facts.team, now);
  const done = await watch.incidents.commit({
    ...changeFrom(incident, decision),
    epoch: { from, to: epoch },
  });
  return done.outcome === "committed";
}
