import { remember } from "../../lib/remember.ts";
import { oneLine, severalLines } from "../../lib/plain.ts";
import { markdownToHtml } from "../../playbooks/render-html.ts";
import type { Card } from "../../ports/room.ts";

const MAX_TITLE = 150;
const MAX_SUMMARY = 500;
const MAX_LABEL = 100;
const MAX_LABELS = 12;

/** Many cards share their steps, and reading Markdown takes milliseconds. */
const htmlOf = remember((steps) => markdownToHtml(steps), 100);

/** The card as the page draws it. Everything but `stepsHtml`, which is sanitised, is plain text. */
export function cardJson({
  incident,
  measure,
  standing,
  callsAt,
  steps,
  playbookUrl,
  remarks,
  onCall,
  chart,
}: Card): object {
  return {
    number: incident.number,
    status: incident.status,
    severity: incident.severity,
    title: oneLine(incident.title, MAX_TITLE),
    summary: incident.summary === null ? null : severalLines(incident.summary, MAX_SUMMARY),
    measure,
    openedAt: incident.openedAt,
    acknowledgedBy: incident.acknowledgedBy?.name ?? null,
    resolvedBy: incident.resolvedBy?.name ?? null,
    resolvedAt: incident.resolvedAt,
    standing,
    callsAt,
    onCall,
    stepsHtml: steps === null ? null : htmlOf(steps),
    playbookUrl,
    remarks,
    labels: labels(incident.labels),
    count: incident.count,
    chart: chart === null ? null : chartJson(chart, incident.title, measure),
  };
}

/** By its path: the page may be open under another name than people are told, and loads nothing from elsewhere. */
function chartJson(url: string, title: string, measure: string | null): object {
  const words = measure === null ? "" : `, ${measure}`;
  return { src: new URL(url).pathname, alt: `Chart: ${oneLine(title, MAX_TITLE)}${words}` };
}

/** The same as one text, for readers without the page. */
export function cardText({
  incident,
  measure,
  standing,
  steps,
  playbookUrl,
  remarks,
}: Card): string {
  const what = `#${incident.number} ${oneLine(incident.title, MAX_TITLE)}${measure === null ? "" : `: ${measure}`}`;
  const lines = [
    `${what} (${incident.severity}, ${incident.status})`,
    incident.summary === null ? "" : severalLines(incident.summary, MAX_SUMMARY),
    Object.entries(labels(incident.labels))
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
    standing,
    steps ?? "",
    playbookUrl === null ? "" : `Playbook: ${playbookUrl}`,
    ...remarks,
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function labels(all: Readonly<Record<string, string>>): Record<string, string> {
  const shown = Object.entries(all).slice(0, MAX_LABELS);
  return Object.fromEntries(
    shown.map(([name, value]) => [oneLine(name, MAX_LABEL), oneLine(value, MAX_LABEL)]),
  );
}
