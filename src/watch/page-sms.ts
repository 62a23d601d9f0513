import type { Incident } from "../incidents/incident.ts";
import { pageText } from "./page-text.ts";

/** The whole of an SMS: number, what, value, how to answer, and the link where phones reach it. */
export function pageSms(incidents: readonly Incident[], link: string | null): string {
  const [first] = incidents;
  const answer = first ? ` Reply ack ${first.number}, or esc ${first.number}.` : "";
  return `${pageText(incidents)}${answer}${link === null ? "" : ` ${link}`}`;
}
