import { nextCallAt } from "../incidents/change.ts";
import type { Facts, Incident } from "../incidents/incident.ts";
import { remember } from "../lib/remember.ts";
import { firstSteps } from "../playbooks/first-steps.ts";
import { sectionOfAlert } from "../playbooks/look-up.ts";
import type { Card } from "../ports/room.ts";
import { chartOf } from "./chart-of.ts";
import { measure } from "./measure.ts";
import { standingOf } from "./standing-of.ts";
import type { Watch } from "./watch.ts";

/** Reading Markdown takes a hundred times as long as everything else about a card, and many cards share a section. */
export const stepsOf = remember((body) => firstSteps(body), 100);

/** Everything a room shows of an incident, from its newest state. */
export async function drawCard(watch: Watch, incident: Incident, facts: Facts): Promise<Card> {
  const section = sectionOfAlert(watch.book(), incident.alert);
  const onCall = facts.people.find((p) => p.handle === facts.onCall)?.name ?? null;
  const callsAt = nextCallAt(incident);
  return {
    incident,
    measure: measure(incident),
    standing: standingOf(incident, facts, watch.zone),
    callsAt,
    steps: section && incident.status !== "resolved" ? stepsOf(section.body) : null,
    section:
      section && incident.status !== "resolved"
        ? { heading: section.heading, body: section.body }
        : null,
    playbookUrl:
      incident.playbook &&
      `${watch.playbooksUrl}/${incident.playbook.file}#${incident.playbook.anchor}`,
    remarks: [
      ...incident.remarks,
      ...(incident.playbook && !section
        ? ["The book no longer has a section for this alert. Resolve it if it is over."]
        : []),
    ],
    onCall,
    chart: await chartOf(watch, incident, facts.at),
  };
}
