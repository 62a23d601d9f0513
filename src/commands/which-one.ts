import type { Incident } from "../incidents/incident.ts";
import type { Answer } from "../ports/inward.ts";
import { tellAsker } from "./reply.ts";
import { title } from "./said.ts";

export function whichOne(incidents: readonly Incident[]): Answer {
  const lines = incidents.map((incident) => `- #${incident.number} ${title(incident)}`);
  return tellAsker(["Which one?", "", ...lines].join("\n"));
}
