import type { ImageBlock, KnownBlock, RichTextElement } from "@slack/types";
import { oneLine } from "../../../lib/plain.ts";
import { remember } from "../../../lib/remember.ts";
import type { Card } from "../../../ports/room.ts";
import { chatHref } from "./blocks/chat-href.ts";
import type { Piece } from "./blocks/blocks-of.ts";
import { documentPieces } from "./blocks/document.ts";
import { header } from "./blocks/flow.ts";
import { pack, roomBeside } from "./blocks/pack.ts";
import { bold, linked, richText, section, words } from "./blocks/rich-text.ts";
import { incidentButtons, row } from "./buttons.ts";
import { cardThread } from "./card-thread.ts";
import {
  dateOf,
  labelsLine,
  linesOf,
  LONGEST_MEASURE,
  LONGEST_TITLE,
  stateLine,
  stateOf,
} from "./incident-words.ts";
import { messageOf } from "./markdown-blocks.ts";
import type { SlackPost } from "./message.ts";
import { outsideText } from "./outside-text.ts";

/** The chart: an address that Slack may fetch, or a file that was uploaded to it. */
export type Picture =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "file"; readonly id: string };

export interface CardExtras {
  readonly picture: Picture | null;
  /** Whoever would be called, as a Slack user id. Their name leads to them, and does not ping them. */
  readonly onCallUser: string | null;
}

const LONGEST_LINE = 500;
const LONGEST_SUMMARY = 200;
const MOST_LABELS = 8;
const MOST_REMARKS = 5;
const LONGEST_REMARK = 300;

/** An incident in the team's channel: how it stands, what and how bad, since when, the chart, what to do first, who is called when. */
export function cardMessage(card: Card, { picture, onCallUser }: CardExtras): SlackPost {
  const { incident, playbookUrl } = card;
  const { facts, hidesDetails } = factsOf(card);
  const ending = endingOf(card, onCallUser);
  const above: readonly KnownBlock[] = [
    richText(section(...stateLine(stateOf(incident)))),
    header(titleOf(card)),
    richText(section(...facts)),
    ...(picture === null ? [] : pictureBlock(card, picture)),
  ];
  const below: readonly KnownBlock[] = [
    ...(ending.length === 0 ? [] : [richText(section(...ending))]),
    ...row(incidentButtons(incident, playbookUrl)),
  ];
  const [steps = [], ...more] = pack(stepPieces(card), roomBeside([...above, ...below]));
  return {
    main: { text: cardText(card), blocks: [...above, ...steps, ...below] },
    thread: [...more.map(messageOf), ...cardThread(card, hidesDetails)],
  };
}

/** The first steps of a section, as blocks. */
export function stepPieces({
  steps,
  playbookUrl,
}: Pick<Card, "steps" | "playbookUrl">): readonly Piece[] {
  return steps === null ? [] : drawn(JSON.stringify([steps, playbookUrl]));
}

/** Many cards share their steps, and reading Markdown takes milliseconds. */
const drawn = remember((key): readonly Piece[] => {
  const [steps, base] = JSON.parse(key) as [string, string | null];
  return documentPieces(steps, base);
}, 100);

/** "#17 Builds are queueing up: 8,200 of 5,000. Calls Ana at 03:12." */
function cardText({ incident, measure, standing }: Card): string {
  const what = `#${incident.number} ${outsideText(incident.title, LONGEST_TITLE)}`;
  const how = measure === null ? "" : `: ${outsideText(measure, LONGEST_MEASURE)}`;
  return `${what}${how}. ${outsideText(standing || stateOf(incident).said, LONGEST_LINE)}`;
}

export function titleOf({ incident }: Card): string {
  return `#${incident.number} ${oneLine(incident.title, LONGEST_TITLE)}`;
}

/** What follows the state and the title: how bad, since when, of what. */
export function factsOf({ incident, measure }: Card): {
  readonly facts: readonly RichTextElement[];
  readonly hidesDetails: boolean;
} {
  const { severity, openedAt, labels, summary } = incident;
  const shown = labelsLine(labels, MOST_LABELS);
  const line = summary === null ? "" : oneLine(summary, LONGEST_SUMMARY);
  const repeatsMeasure = measure !== null && line === measure;
  const facts = linesOf([
    [
      ...(measure === null ? [] : [bold(oneLine(measure, LONGEST_MEASURE)), words(" · ")]),
      words(`${severity} · since `),
      dateOf(openedAt),
    ],
    shown.text === "" ? [] : [words(shown.text)],
    line === "" || repeatsMeasure ? [] : [words(line)],
  ]);
  const cutsSummary = summary !== null && line !== summary.trim();
  return { facts, hidesDetails: shown.hidden || cutsSummary };
}

function pictureBlock({ incident, measure }: Card, picture: Picture): readonly ImageBlock[] {
  const value = measure === null ? "" : `, ${oneLine(measure, LONGEST_MEASURE)}`;
  const alt_text = `Chart: ${oneLine(incident.title, LONGEST_TITLE)}${value}`;
  if (picture.kind === "file") return [{ type: "image", slack_file: { id: picture.id }, alt_text }];
  const url = chatHref(picture.url, null);
  return url?.startsWith("https:") === true ? [{ type: "image", image_url: url, alt_text }] : [];
}

function endingOf(card: Card, onCallUser: string | null): readonly RichTextElement[] {
  const { incident, onCall, remarks, playbookUrl } = card;
  const isOpen = incident.status !== "resolved";
  const standing = standingBeside(card);
  const url = playbookUrl === null ? null : chatHref(playbookUrl, null);
  return linesOf([
    isOpen && onCall !== null ? onCallLine(onCall, onCallUser) : [],
    standing === "" ? [] : [bold(standing)],
    ...remarks.slice(0, MOST_REMARKS).map((remark) => [words(oneLine(remark, LONGEST_REMARK))]),
    url === null
      ? []
      : [
          linked(
            url,
            `Playbook: ${oneLine(incident.playbook?.heading || "the section", LONGEST_TITLE)}`,
          ),
        ],
  ]);
}

/** Without what the first line says already. */
export function standingBeside({ incident, standing }: Card): string {
  const text = oneLine(standing, LONGEST_LINE);
  const { said } = stateOf(incident);
  return text.startsWith(said) ? text.slice(said.length).trim() : text;
}

function onCallLine(name: string, user: string | null): readonly RichTextElement[] {
  const shown = oneLine(name, LONGEST_TITLE);
  const isUser = user !== null && /^[UW][A-Z0-9]{2,20}$/.test(user);
  return [
    words("On call: "),
    isUser ? linked(`https://slack.com/app_redirect?channel=${user}`, shown) : words(shown),
  ];
}
