import type { Incident } from "../incidents/incident.ts";
import { smsText } from "../lib/sms-text.ts";
import { measure } from "./measure.ts";
import { pageSentences, type PageWords } from "./page-sentences.ts";

/** One SMS has so many places; with its link it may take three. */
const ONE_SMS = 160;
const THREE_SMS = 3 * 153;
/** Titles are cut so far, until it fits. */
const TITLE_LENGTHS = [100, 70, 50, 36, 24];
const SHORTEST_TITLE = 24;

/** The whole of an SMS, in ASCII: number, what, value, how to answer, and the link where phones reach it. Null: they do not, and no answer arrives. */
export function pageSms(incidents: readonly Incident[], link: string | null): string {
  const answer = link === null ? "" : howToAnswer(incidents);
  const bodies = TITLE_LENGTHS.map((max) => `${saidIn(incidents, max, measure)}${answer}`);
  const shortest = `${saidIn(incidents, SHORTEST_TITLE, () => null)}${answer}`;
  const room = link === null ? THREE_SMS : THREE_SMS - link.length - 1;
  const body =
    bodies.find(({ length }) => length <= ONE_SMS) ??
    bodies.find(({ length }) => length <= room) ??
    shortest;
  return link === null ? body : `${body} ${link}`;
}

/** A title that cannot be written in ASCII still has its alert's name. */
function saidIn(
  incidents: readonly Incident[],
  max: number,
  measure: PageWords["measure"],
): string {
  return pageSentences(incidents, {
    title: ({ title, alert }) => smsText(title, max) ?? smsText(alert, max),
    measure,
    untitled: " (title in other letters)",
  });
}

function howToAnswer([first, ...others]: readonly Incident[]): string {
  if (first === undefined) return "";
  return others.length === 0
    ? ` Reply ack ${first.number} or esc ${first.number}.`
    : ` Reply ack for all, ack ${first.number} for one, or esc.`;
}
