import type { KnownBlock } from "@slack/types";
import { oneLine } from "../../../lib/plain.ts";
import type { PageMessage } from "../../../ports/notifier.ts";
import type { Card } from "../../../ports/room.ts";
import { ACTIONS } from "./actions.ts";
import { blocksOf, type Piece } from "./blocks/blocks-of.ts";
import { chatHref } from "./blocks/chat-href.ts";
import { documentPieces } from "./blocks/document.ts";
import { header } from "./blocks/flow.ts";
import { LONGEST_HEADER } from "./blocks/limits.ts";
import { pack, roomBeside } from "./blocks/pack.ts";
import { blockPart } from "./blocks/part.ts";
import { bold, linked, richText, section, words } from "./blocks/rich-text.ts";
import { button, linkButton, question, row } from "./buttons.ts";
import { factsOf, standingBeside, titleOf } from "./card-message.ts";
import { linesOf, stateLine, stateOf } from "./incident-words.ts";
import { messageOf } from "./markdown-blocks.ts";
import type { SlackPost } from "./message.ts";
import { outsideText } from "./outside-text.ts";

const MOST_CARDS = 10;
const LONGEST_TEXT = 600;

/** A page as a direct message: what it is about, how that stands, the buttons while somebody is needed, the playbook. */
export function pageMessage(page: PageMessage, cards: readonly Card[]): SlackPost {
  // Not knowing what became of them is no reason to take the buttons away.
  const isNeeded = cards.length === 0 || cards.some((card) => card.incident.status === "triggered");
  const buttons = row(isNeeded ? pageButtons(page, cards) : []);
  const [only, ...others] = cards;
  if (only === undefined || others.length > 0) return severalPost(page, cards, buttons, isNeeded);
  const top = [...wholeCard(only), ...buttons];
  const [first = [], ...thread] = pack(sectionPieces(only), roomBeside(top));
  return {
    main: { text: textOf(page, cards, isNeeded), blocks: [...top, ...first] },
    thread: thread.map(messageOf),
  };
}

function textOf(page: PageMessage, cards: readonly Card[], isNeeded: boolean): string {
  const text = outsideText(page.text, LONGEST_TEXT);
  if (isNeeded) return text;
  const said = [...new Set(cards.map(({ incident }) => stateOf(incident).said))].join(" ");
  return `${outsideText(said, LONGEST_TEXT)} ${text}`;
}

function wholeCard(card: Card): readonly KnownBlock[] {
  const standing = standingBeside(card);
  return [
    richText(section(...stateLine(stateOf(card.incident)))),
    header(titleOf(card)),
    richText(section(...linesOf([factsOf(card).facts, standing === "" ? [] : [bold(standing)]]))),
  ];
}

function severalPost(
  page: PageMessage,
  cards: readonly Card[],
  buttons: readonly KnownBlock[],
  isNeeded: boolean,
): SlackPost {
  const title = header(oneLine(page.title, LONGEST_HEADER));
  const rest = page.incidents.length - Math.min(cards.length, MOST_CARDS);
  const lines = [
    ...(cards.length === 0 ? [[words(oneLine(page.text, LONGEST_TEXT))]] : []),
    ...cards.slice(0, MOST_CARDS).map(cardLines),
    ...(cards.length > 0 && rest > 0 ? [[words(`And ${rest} more.`)]] : []),
  ];
  const pieces = blocksOf(lines.map((line) => blockPart(richText(section(...line)))));
  const [first = [], ...thread] = pack(pieces, roomBeside([title, ...buttons]));
  return {
    main: { text: textOf(page, cards, isNeeded), blocks: [title, ...first, ...buttons] },
    thread: thread.map(messageOf),
  };
}

/** One of several: its playbook is a link, since all of them would not fit. */
function cardLines(card: Card) {
  const url = card.playbookUrl === null ? null : chatHref(card.playbookUrl, null);
  return linesOf([
    stateLine(stateOf(card.incident)),
    [bold(titleOf(card))],
    factsOf(card).facts,
    url === null ? [] : [linked(url, "Playbook")],
  ]);
}

function pageButtons({ id, links }: PageMessage, cards: readonly Card[]) {
  const [only, ...others] = cards;
  const playbook = only !== undefined && others.length === 0 ? only.playbookUrl : null;
  return [
    button("Acknowledge", ACTIONS.acknowledgePage, id, { style: "primary" }),
    button("Escalate", ACTIONS.escalatePage, id, {
      style: "danger",
      confirm: question(
        "Escalate now?",
        "The next person is called at once, whatever the hour.",
        "Escalate",
        "danger",
      ),
    }),
    ...linkButton("Playbook", ACTIONS.playbook, String(only?.incident.number ?? ""), playbook),
    ...linkButton("Open the page", ACTIONS.open, null, links.view),
  ];
}

function sectionPieces({ section, steps, playbookUrl }: Card): readonly Piece[] {
  const text = section?.body ?? steps;
  return text === null
    ? []
    : [...blocksOf([blockPart({ type: "divider" })]), ...documentPieces(text, playbookUrl)];
}
