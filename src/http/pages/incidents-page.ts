import type { Incident, Status } from "../../incidents/incident.ts";
import { counted } from "../../lib/counted.ts";
import { escapeHtml } from "../../lib/escape-html.ts";
import { oneLine } from "../../lib/plain.ts";
import { measure } from "../../watch/measure.ts";
import { shell } from "./shell.ts";
import { timeTag } from "./time-tag.ts";

const MAX_TITLE = 150;
const MAX_LABELS = 200;

export interface IncidentsPage {
  /** Newest first. */
  readonly incidents: readonly Incident[];
  /** Null: of every alert. */
  readonly alert: string | null;
  /** Below which number the older ones are; null when there are none. */
  readonly olderThan: number | null;
  /** The team's zone, IANA name. */
  readonly zone: string;
  readonly now: number;
}

const PARTS: readonly (readonly [Status, string])[] = [
  ["triggered", "Needs somebody"],
  ["acknowledged", "Somebody has it"],
  ["resolved", "Over"],
];

/** All incidents, or those of one alert: what needs somebody first. */
export function incidentsPage(page: IncidentsPage): string {
  const title = page.alert === null ? "Incidents" : `Incidents of ${page.alert}`;
  const lists = PARTS.map(([status, heading]) => listOf(page, status, heading)).filter(Boolean);
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    lists.length === 0 ? "<p>There are none.</p>" : lists.join("\n"),
    page.olderThan === null ? "" : `<p><a href="${olderUrl(page)}">Older ones</a></p>`,
  ];
  return shell(title, body.filter(Boolean).join("\n"));
}

function listOf(page: IncidentsPage, status: Status, heading: string): string {
  const some = page.incidents.filter((incident) => incident.status === status);
  if (some.length === 0) return "";
  const lines = some.map((incident) => line(page, incident));
  return `<section>\n<h2>${heading} <span class="alerts">${counted(some.length, "incident")}</span></h2>\n<ol class="timeline">\n${lines.join("\n")}\n</ol>\n</section>`;
}

function line({ zone, now }: IncidentsPage, incident: Incident): string {
  const { number, resolvedBy, acknowledgedBy, labels } = incident;
  const value = measure(incident);
  const who = incident.status === "resolved" ? resolvedBy : acknowledgedBy;
  const pairs = oneLine(
    Object.entries(labels)
      .map((pair) => pair.join("="))
      .join(", "),
    MAX_LABELS,
  );
  const more = [value, pairs === "" ? null : pairs, who?.name ?? null].filter((w) => w !== null);
  return `<li>${timeTag(incident.openedAt, zone, now)} <span><a href="/incidents/${number}">#${number} ${escapeHtml(oneLine(incident.title, MAX_TITLE))}</a>${more.length === 0 ? "" : ` <span class="alerts">${escapeHtml(more.join(" · "))}</span>`}</span></li>`;
}

function olderUrl({ alert, olderThan }: IncidentsPage): string {
  const query = new URLSearchParams({
    ...(alert !== null && { alert }),
    before: String(olderThan),
  });
  return `/incidents?${escapeHtml(query.toString())}`;
}
