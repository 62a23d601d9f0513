import type { Incident, TimelineEntry } from "../../incidents/incident.ts";
import { escapeHtml } from "../../lib/escape-html.ts";
import type { Actor } from "../../oncall/person.ts";
import type { DeliveryRecord } from "../../ports/incident-records.ts";
import { measure } from "../../watch/measure.ts";
import { chartImage } from "./chart-image.ts";
import { playbookUrl } from "./playbook-url.ts";
import { shell } from "./shell.ts";
import { timeTag } from "./time-tag.ts";
import { timelineSentence } from "./timeline-sentence.ts";

export interface IncidentPage {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly deliveries: readonly DeliveryRecord[];
  /** The team's zone, IANA name. */
  readonly zone: string;
  readonly now: number;
  /** Address of the picture of what was measured; null without samples. */
  readonly chart: string | null;
}

/** One incident: what it is, what happened, and who was called. */
export function incidentPage(page: IncidentPage): string {
  const { incident } = page;
  const title = `#${incident.number} ${incident.title}`;
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    incident.summary === null ? "" : `<p>${escapeHtml(incident.summary)}</p>`,
    factsHtml(page),
    chartImage(page.chart, incident.title, measure(incident)),
    `<section>\n<h2>What happened</h2>\n${timelineHtml(page)}\n</section>`,
    page.deliveries.length === 0
      ? ""
      : `<section>\n<h2>Who was called</h2>\n${deliveriesHtml(page)}\n</section>`,
  ];
  return shell(title, parts.filter(Boolean).join("\n"));
}

function factsHtml({ incident, zone, now }: IncidentPage): string {
  const by = (at: number | null, actor: Actor | null): string | null =>
    at === null
      ? null
      : `${timeTag(at, zone, now)}${actor ? `, by ${escapeHtml(actor.name)}` : ""}`;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Status", escapeHtml(incident.status)],
    ["Severity", escapeHtml(incident.severity)],
    ["Measured", escapeNullable(measure(incident))],
    ["Opened", timeTag(incident.openedAt, zone, now)],
    ["Acknowledged", by(incident.acknowledgedAt, incident.acknowledgedBy)],
    ["Resolved", by(incident.resolvedAt, incident.resolvedBy)],
    ["Alert", escapeHtml(incident.alert)],
    [
      "Labels",
      escapeNullable(
        Object.entries(incident.labels)
          .map((pair) => pair.join("="))
          .join(", ") || null,
      ),
    ],
    [
      "Playbook",
      incident.playbook &&
        `<a href="${playbookUrl(incident.playbook)}">${escapeHtml(incident.playbook.heading)}</a>`,
    ],
    ["Remarks", escapeNullable(incident.remarks.join(" ") || null)],
  ];
  const rows = facts
    .filter(([, html]) => html !== null)
    .map(([name, html]) => `<dt>${name}</dt><dd>${html}</dd>`);
  return `<dl>\n${rows.join("\n")}\n</dl>`;
}

function escapeNullable(text: string | null): string | null {
  return text === null ? null : escapeHtml(text);
}

function timelineHtml({ timeline, zone, now }: IncidentPage): string {
  const lines = timeline.map(
    (entry) =>
      `<li>${timeTag(entry.at, zone, now)} <span>${escapeHtml(timelineSentence(entry))}</span></li>`,
  );
  return lines.length === 0
    ? "<p>Nothing yet.</p>"
    : `<ol class="timeline">\n${lines.join("\n")}\n</ol>`;
}

function deliveriesHtml({ deliveries, zone, now }: IncidentPage): string {
  const lines = deliveries.map(
    (delivery) =>
      `<li>${timeTag(delivery.at, zone, now)} <span>${escapeHtml(deliverySentence(delivery))}</span></li>`,
  );
  return `<ol class="timeline">\n${lines.join("\n")}\n</ol>`;
}

/** A hand-over is who, how and by whom in one; the phone on the page is named after its method. */
function deliverySentence({ to, method, notifier, outcome }: DeliveryRecord): string {
  const words = new Set([to, method ?? notifier, notifier]);
  return `${[...words].join(", ")}: ${outcome}`;
}
