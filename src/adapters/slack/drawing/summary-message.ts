import type { KnownBlock, RichTextElement } from "@slack/types";
import { counted } from "../../../lib/counted.ts";
import { oneLine } from "../../../lib/plain.ts";
import type { Summary } from "../../../ports/room.ts";
import { ACTIONS } from "./actions.ts";
import { header } from "./blocks/flow.ts";
import { pack, roomBeside } from "./blocks/pack.ts";
import { bold, linked, richText, section, words } from "./blocks/rich-text.ts";
import { chatHref } from "./blocks/chat-href.ts";
import { button, linkButton, row } from "./buttons.ts";
import { stepPieces } from "./card-message.ts";
import {
  dateOf,
  hasIt,
  labelsLine,
  linesOf,
  LONGEST_MEASURE,
  LONGEST_TITLE,
  SIGNS,
  stateLine,
  type State,
} from "./incident-words.ts";
import { messageOf } from "./markdown-blocks.ts";
import type { SlackPost } from "./message.ts";
import { outsideText } from "./outside-text.ts";

const LONGEST_LINE = 500;
const MOST_LABELS = 3;
const LONGEST_LABEL = 40;
const MOST_NEWEST = 10;

/** Many incidents as one message: how they stand, how many, the newest, what to do first, who is called when. */
export function summaryMessage(summary: Summary): SlackPost {
  const above: readonly KnownBlock[] = [
    richText(section(...stateLine(summaryState(summary)))),
    header(`${counted(summary.total, "incident")}: ${oneLine(summary.title, LONGEST_TITLE - 20)}`),
    richText(section(...factsOf(summary))),
    richText(section(...newestOf(summary))),
  ];
  const below: readonly KnownBlock[] = [...endingOf(summary), ...row(buttonsOf(summary))];
  const [steps = [], ...more] = pack(stepPieces(summary), roomBeside([...above, ...below]));
  return {
    main: { text: textOf(summary), blocks: [...above, ...steps, ...below] },
    thread: more.map(messageOf),
  };
}

function summaryState({ triggered, acknowledged, acknowledgedBy }: Summary): State {
  if (triggered > 0)
    return {
      sign: SIGNS.triggered,
      said: `Nobody has ${triggered.toLocaleString("en")} of them yet.`,
    };
  return acknowledged > 0
    ? { sign: SIGNS.acknowledged, said: hasIt(acknowledgedBy) }
    : { sign: SIGNS.resolved, said: "Over." };
}

/** "57 incidents: Builds are queueing up. 50 wait, 5 acknowledged, 2 resolved. Calls Ana at 03:12." */
function textOf(summary: Summary): string {
  const what = `${counted(summary.total, "incident")}: ${outsideText(summary.title, LONGEST_TITLE)}`;
  const standing = outsideText(summary.standing || summaryState(summary).said, LONGEST_LINE);
  return `${what}. ${countsOf(summary)}. ${standing}`;
}

function countsOf({ triggered, acknowledged, resolved }: Summary): string {
  return [
    [triggered, "triggered"],
    [acknowledged, "acknowledged"],
    [resolved, "resolved"],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, name]) => `${count!.toLocaleString("en")} ${name}`)
    .join(", ");
}

function factsOf(summary: Summary): readonly RichTextElement[] {
  const { severity, since, lastAt } = summary;
  const last = lastAt > since ? [words(", the last "), dateOf(lastAt)] : [];
  return linesOf([
    [bold(countsOf(summary)), words(` · ${severity} · since `), dateOf(since), ...last],
  ]);
}

function newestOf({ newest, total, url }: Summary): readonly RichTextElement[] {
  const shown = newest.slice(0, MOST_NEWEST);
  const rest = total - shown.length;
  const list = chatHref(url, null);
  const all = rest > 0 ? `and ${rest.toLocaleString("en")} more: all of them` : "All of them";
  return linesOf([
    ...shown.map(({ number, title, labels, measure, status }) => [
      { type: "emoji" as const, name: SIGNS[status] },
      words(` #${number} ${status === "triggered" ? "" : `${status}: `}`),
      words(
        [
          labelsLine(labels, MOST_LABELS, LONGEST_LABEL).text || oneLine(title, LONGEST_TITLE),
          ...(measure === null ? [] : [oneLine(measure, LONGEST_MEASURE)]),
        ].join(" · "),
      ),
    ]),
    list === null ? [words(all)] : [linked(list, all)],
  ]);
}

function endingOf({
  onCall,
  triggered,
  acknowledged,
  standing,
  playbookUrl,
}: Summary): readonly KnownBlock[] {
  const url = playbookUrl === null ? null : chatHref(playbookUrl, null);
  const ending = linesOf([
    onCall !== null && triggered + acknowledged > 0
      ? [words(`On call: ${oneLine(onCall, LONGEST_TITLE)}`)]
      : [],
    standing === "" ? [] : [bold(oneLine(standing, LONGEST_LINE))],
    url === null ? [] : [linked(url, "Playbook")],
  ]);
  return ending.length === 0 ? [] : [richText(section(...ending))];
}

function buttonsOf({ id, alert, triggered, newest, playbookUrl }: Summary) {
  const number = newest[0]?.number;
  const value = number === undefined ? null : String(number);
  const isOpen = newest.some(({ status }) => status !== "resolved");
  return [
    ...(triggered > 0
      ? [button("Acknowledge all", ACTIONS.acknowledgeAll, id, { style: "primary" })]
      : []),
    ...(alert === null ? [] : linkButton("Playbook", ACTIONS.playbook, value, playbookUrl)),
    ...(alert !== null && isOpen && value !== null
      ? [button("Silence…", ACTIONS.silence, value)]
      : []),
  ];
}
