import { listed } from "../lib/listed.ts";
import type { Incident } from "../incidents/incident.ts";

const MOST_NAMED = 3;

/** "17", "17 and 30", "17, 30, 31 and 9 more". */
export function incidentNumbers(
  incidents: readonly Pick<Incident, "number">[],
  word: "and" | "or" = "and",
): string {
  const numbers = incidents.map(({ number }) => String(number));
  const rest = numbers.length - MOST_NAMED;
  return listed([...numbers.slice(0, MOST_NAMED), ...(rest > 0 ? [`${rest} more`] : [])], word);
}
