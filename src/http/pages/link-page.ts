import { escapeHtml } from "../../lib/escape-html.ts";
import { oneLine, severalLines } from "../../lib/plain.ts";
import { markdownToHtml } from "../../playbooks/render-html.ts";
import type { Card } from "../../ports/room.ts";
import type { PageView } from "../../watch/view-page.ts";
import { chartImage } from "./chart-image.ts";
import { LINK_STYLE } from "./link-style.ts";
import { playbookFolder } from "./playbook-url.ts";
import { timeTag } from "./time-tag.ts";

const SHOWN = 10;
const MAX_TITLE = 150;
const MAX_SUMMARY = 500;
const MAX_NAME = 40;

export interface LinkPage extends PageView {
  /** The team's zone, IANA name. */
  readonly zone: string;
  readonly now: number;
}

/** What somebody was called for, whole without script, and one button that says "I have it". */
export function linkPage(page: LinkPage): string {
  const { cards, to, isOpen } = page;
  const [first] = cards;
  const title =
    first !== undefined && cards.length === 1 ? titleOf(first) : `${cards.length} incidents`;
  const rest = cards.length - SHOWN;
  return linkShell(title, [
    `<p class="soft">Page for ${escapeHtml(oneLine(to, MAX_NAME))}</p>`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...cards.slice(0, SHOWN).map((card) => cardHtml(card, page)),
    rest > 0 ? `<p>And ${rest} more.</p>` : "",
    isOpen ? formHtml(cards.length) : endedHtml(cards),
  ]);
}

/** One thing to say, and nothing to do. */
export function linkNote(title: string, text: string): string {
  return linkShell(title, [`<h1>${escapeHtml(title)}</h1>`, `<p>${escapeHtml(text)}</p>`]);
}

function cardHtml(card: Card, { cards, zone, now }: LinkPage): string {
  const { incident, measure, standing, steps, remarks } = card;
  const summary = incident.summary === null ? "" : severalLines(incident.summary, MAX_SUMMARY);
  const parts = [
    cards.length === 1 ? "" : `<h2>${escapeHtml(titleOf(card))}</h2>`,
    measure === null ? "" : `<p class="measure">${escapeHtml(measure)}</p>`,
    `<p class="soft">${incident.severity}, ${incident.status}, since ${timeTag(incident.openedAt, zone, now)}</p>`,
    paragraph("standing", standing),
    paragraph("", summary),
    ...remarks.map((remark) => paragraph("soft", remark)),
    steps === null ? "" : stepsHtml(steps, incident.playbook?.file ?? ""),
    chartImage(card.chart, incident.title, measure),
    playbookHtml(card),
  ];
  return `<article class="${incident.status}">\n${parts.filter(Boolean).join("\n")}\n</article>`;
}

function formHtml(count: number): string {
  const label = count === 1 ? "Acknowledge" : `Acknowledge all ${count}`;
  return `<form method="post"><button type="submit">${label}</button></form>`;
}

/** Without a word, a missing button would look like a fault. */
function endedHtml(cards: readonly Card[]): string {
  return cards.some(({ incident }) => incident.status === "triggered")
    ? "<p>This page was answered before. Acknowledge in the room.</p>"
    : "";
}

function titleOf({ incident }: Card): string {
  return `#${incident.number} ${oneLine(incident.title, MAX_TITLE)}`;
}

function paragraph(className: string, text: string): string {
  return text === "" ? "" : `<p class="${className}">${escapeHtml(text)}</p>`;
}

function stepsHtml(steps: string, file: string): string {
  return `<h3>What to do first</h3>\n${markdownToHtml(steps, { base: playbookFolder(file) })}`;
}

function playbookHtml({ playbookUrl, incident }: Card): string {
  if (playbookUrl === null || incident.playbook === null) return "";
  return `<p><a href="${escapeHtml(playbookUrl)}" rel="noopener noreferrer">Playbook: ${escapeHtml(incident.playbook.heading)}</a></p>`;
}

function linkShell(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${LINK_STYLE}</style>
</head>
<body>
<main>
${parts.filter(Boolean).join("\n")}
</main>
</body>
</html>
`;
}
