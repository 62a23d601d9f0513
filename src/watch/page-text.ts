import type { Incident } from "../incidents/incident.ts";
import { oneLine } from "../lib/plain.ts";
import { measure } from "./measure.ts";

const SPOKEN = 3;
const MAX_TITLE = 120;

/** Plain words for a phone: "Incident 17. Builds are queueing up, 8,200 of 5,000." */
export function pageText(incidents: readonly Incident[]): string {
  const said = incidents.slice(0, SPOKEN).map(sentence);
  const rest = incidents.length - said.length;
  return [...said, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(" ");
}

/** One line above the text: "Builds are queueing up", or "3 incidents". */
export function pageTitle(incidents: readonly Incident[]): string {
  const [first, ...others] = incidents;
  if (first === undefined) return "watchroom";
  return others.length === 0 ? oneLine(first.title, MAX_TITLE) : `${incidents.length} incidents`;
}

function sentence(incident: Incident): string {
  const value = measure(incident);
  return `Incident ${incident.number}. ${oneLine(incident.title, MAX_TITLE)}${value === null ? "" : `, ${value}`}.`;
}
