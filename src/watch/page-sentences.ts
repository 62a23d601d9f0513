import type { Incident } from "../incidents/incident.ts";

/** How a way out says things. */
export interface PageWords {
  /** Null: nothing of it can be said there. */
  title(incident: Incident): string | null;
  measure(incident: Incident): string | null;
  /** After the number, where there is no title; may be empty. */
  readonly untitled: string;
}

const MOST_SENTENCES = 3;

/** At most three sentences, one for each alert, so that a storm in one alert hides no other; and how many more there are. */
export function pageSentences(incidents: readonly Incident[], words: PageWords): string {
  const alerts = [...new Set(incidents.map(({ alert }) => alert))]
    .slice(0, MOST_SENTENCES)
    .map((alert) => incidents.filter((one) => one.alert === alert));
  const rest = incidents.length - alerts.reduce((count, some) => count + some.length, 0);
  return [
    ...alerts.map((some) => sentence(some, words)),
    ...(rest > 0 ? [`And ${rest} more.`] : []),
  ].join(" ");
}

function sentence(ofOneAlert: readonly Incident[], words: PageWords): string {
  const [first] = ofOneAlert.toSorted((a, b) => a.number - b.number);
  if (first === undefined) return "";
  const title = withoutEnd(words.title(first));
  if (ofOneAlert.length > 1) {
    const what = title === null ? words.untitled : ` of ${title}`;
    return `${ofOneAlert.length} incidents${what}, the first is ${first.number}.`;
  }
  const value = words.measure(first);
  const what = title === null ? words.untitled : `. ${title}`;
  return `Incident ${first.number}${what}${value === null ? "" : `, ${value}`}.`;
}

/** It is the middle of our sentence. What was cut keeps its dots. */
function withoutEnd(title: string | null): string | null {
  if (title === null || /(?:\.\.\.|…)$/.test(title)) return title;
  return title.replace(/[\s.,:;!]+$/, "") || null;
}
