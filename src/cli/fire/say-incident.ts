import { parseInstant } from "../../lib/instant.ts";
import { formatInstant } from "../../lib/wall-time.ts";
import { oneLine } from "../../lib/plain.ts";
import type { ShownIncident } from "./api.ts";

/** "#17 is open." and what happens next. */
export function sayOpen(
  incident: ShownIncident,
  { zone, now }: { readonly zone: string; readonly now: number },
): readonly string[] {
  const at = (iso: string): string =>
    `${formatInstant(parseInstant(iso) ?? now, zone, now)} (${zone})`;
  const { number, count } = incident;
  return [
    count > 1 ? `#${number} is open already; this one joined it.` : `#${number} is open.`,
    next(incident, at),
  ];
}

function next(
  { status, severity, acknowledgedBy, silencedUntil, escalation }: ShownIncident,
  at: (iso: string) => string,
): string {
  if (status === "acknowledged")
    return `${oneLine(acknowledgedBy?.name ?? "Somebody", 40)} has it: nobody is called.`;
  if (severity === "warning") return "It is a warning: it stays in the room, and nobody is called.";
  if (severity === "info") return "It is for information: it is only recorded.";
  if (silencedUntil !== null)
    return `It is silenced: nobody is called before ${at(silencedUntil)}.`;
  const { round, nextAt } = escalation;
  if (round === null)
    return nextAt === null
      ? "The room has it."
      : `The room has until ${at(nextAt)} to react; then people are called.`;
  return `It has left the room: people are called${nextAt === null ? "" : `, next at ${at(nextAt)}`}. \`npx watchroom doctor\` says whether anybody can be reached.`;
}
