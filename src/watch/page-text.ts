import type { Incident } from "../incidents/incident.ts";
import { oneLine } from "../lib/plain.ts";
import { measure } from "./measure.ts";
import { pageSentences } from "./page-sentences.ts";

const MAX_TITLE = 120;

/** Plain words for a phone: "Incident 17. Builds are queueing up, 8,200 of 5,000." */
export function pageText(incidents: readonly Incident[]): string {
  return pageSentences(incidents, {
    title: (incident) => titleOf(incident) || null,
    measure,
    untitled: "",
  });
}

/** One line above the text: "Builds are queueing up", or "3 incidents". */
export function pageTitle(incidents: readonly Incident[]): string {
  const [first, ...others] = incidents;
  if (first === undefined) return "watchroom";
  return others.length === 0
    ? titleOf(first) || `Incident ${first.number}`
    : `${incidents.length} incidents`;
}

/** A title of which nothing can be shown still has its alert's name. */
function titleOf({ title, alert }: Incident): string {
  return oneLine(title, MAX_TITLE) || oneLine(alert, MAX_TITLE);
}
