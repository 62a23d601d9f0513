import { decide } from "../incidents/decide.ts";
import type { Decision, Incident, IncidentEvent } from "../incidents/incident.ts";
import type { Acted } from "./act.ts";
import { changeFrom } from "./change-from.ts";
import { gatherFacts, type FactsOnDemand } from "./gather-facts.ts";
import { replan } from "./replan.ts";
import type { Watch } from "./watch.ts";

/** Each loss means that somebody else made progress; so many in a row mean that something is wrong. */
const TRIES = 20;

/** One event on one incident: load, decide, commit; whoever loses the race reloads and decides again with the same facts. */
export async function changeIncident(
  watch: Watch,
  id: string,
  event: IncidentEvent,
  given?: FactsOnDemand,
): Promise<Acted> {
  const facts = given ?? (await gatherFacts(watch));
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const incident = await watch.incidents.load(id);
    if (!incident) return { outcome: "unknown" };
    const decision = await facts.use((known) => decide(incident, event, known, watch.clock.now()));
    if (!decision.changed) return leaveAsItIs(watch, incident, event, decision);
    const done = await watch.incidents.commit(changeFrom(incident, decision));
    if (done.outcome === "committed") return { outcome: "done", incident: done.incident };
    if (done.outcome === "set-back") await replan(watch, id, facts);
  }
  throw new Error(`incident ${id}: ${TRIES} commits in a row were overtaken`);
}

async function leaveAsItIs(
  watch: Watch,
  incident: Incident,
  event: IncidentEvent,
  { nextAt }: Decision,
): Promise<Acted> {
  if (event.kind === "tick")
    await watch.incidents.reschedule(incident.id, incident.revision, nextAt);
  return { outcome: incident.status === "resolved" ? "resolved-before" : "unchanged", incident };
}
