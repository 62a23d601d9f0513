import type { Button, KnownBlock, RichTextDate, RichTextElement } from "@slack/types";
import type { Method } from "../../../incidents/policy.ts";
import { listed } from "../../../lib/listed.ts";
import { oneLine } from "../../../lib/plain.ts";
import type { Overview } from "../../../ports/inward.ts";
import { ACTIONS } from "./actions.ts";
import { chatHref } from "./blocks/chat-href.ts";
import { header } from "./blocks/flow.ts";
import { bold, linked, richText, section, words } from "./blocks/rich-text.ts";
import { button, linkButton, row } from "./buttons.ts";
import { dateOf, linesOf, LONGEST_TITLE, SIGNS } from "./incident-words.ts";
import type { SlackView } from "./message.ts";

export interface HomeExtras {
  /** Of the reader, for where Slack cannot show a time itself; UTC when it is not known. */
  readonly zone?: string;
  readonly now: number;
}

type Line = readonly RichTextElement[];

const WAYS: Readonly<Record<Method, string>> = {
  dm: "direct message",
  push: "push",
  sms: "text message",
  voice: "voice call",
  pagerduty: "PagerDuty",
  opsgenie: "Opsgenie",
};

/** What one person sees on the bot's own tab. */
export function homeView(overview: Overview, { zone, now }: HomeExtras): SlackView {
  const date = (at: number): RichTextDate => dateOf(at, zone);
  const blocks: readonly KnownBlock[] = [
    header("On call"),
    lines(dutyLines(overview, date)),
    header("Open incidents"),
    lines(openLines(overview, date)),
    header("You"),
    lines(ownLines(overview, now, date)),
    ...row(buttonsOf(overview, now)),
  ];
  return { type: "home", blocks: [...blocks] };
}

function lines(all: readonly Line[]): KnownBlock {
  return richText(section(...linesOf(all)));
}

function dutyLines(
  { onCall, secondary }: Overview,
  date: (at: number) => RichTextDate,
): readonly Line[] {
  if (onCall === null) return [[words("Nobody is on call, so nobody would be called.")]];
  return [
    [bold(named(onCall.name)), ...untilWords(onCall.until, date)],
    secondary === null ? [] : [words(`Second: ${named(secondary.name)}`)],
  ];
}

function openLines(
  { open, openCount, url }: Overview,
  date: (at: number) => RichTextDate,
): readonly Line[] {
  if (open.length === 0) return [[words("Nothing is open.")]];
  const rest = openCount - open.length;
  const list = chatHref(`${url}/incidents`, null);
  const more = `and ${rest.toLocaleString("en")} more`;
  return [
    ...open.map(({ number, title, severity, status, measure, openedAt, acknowledgedBy }) => [
      { type: "emoji" as const, name: SIGNS[status] },
      bold(` #${number} ${named(title)}`),
      words(
        `${measure === null ? "" : `: ${named(measure)}`} · ${severity} · ${
          acknowledgedBy === null ? "nobody has it" : `${named(acknowledgedBy)} has it`
        } · since `,
      ),
      date(openedAt),
    ]),
    ...(rest > 0 ? [[list === null ? words(more) : linked(list, more)]] : []),
  ];
}

function ownLines(
  { shift, responder, ways, phone }: Overview,
  now: number,
  date: (at: number) => RichTextDate,
): readonly Line[] {
  return [
    shiftLine(shift, now, date),
    [words(reachedBy(responder, ways))],
    [words(phone === null ? "Phone: none" : `Phone: ${named(phone)}`)],
  ];
}

function shiftLine(
  shift: Overview["shift"],
  now: number,
  date: (at: number) => RichTextDate,
): Line {
  if (shift === null) return [words("No shift of yours is planned.")];
  if (shift.from <= now) return [bold("You are on call"), ...untilWords(shift.until, date)];
  return [words("Your next shift: "), date(shift.from), ...untilWords(shift.until, date)];
}

function reachedBy(responder: boolean, ways: readonly Method[]): string {
  if (!responder) return "You are never called: you are not a responder.";
  return ways.length === 0
    ? "Nothing reaches you yet."
    : `You are reached by ${listed(ways.map((way) => WAYS[way]))}.`;
}

function buttonsOf(
  { shift, responder, phone, rings, url }: Overview,
  now: number,
): readonly Button[] {
  return [
    ...(shift !== null && shift.from <= now ? [button("Hand over", ACTIONS.handOff, null)] : []),
    ...(responder ? [button("Send me a test page", ACTIONS.test, null)] : []),
    ...(rings === true ? [button("Test call", ACTIONS.ringTest, null)] : []),
    button(phone === null ? "Add my phone" : "Change my phone", ACTIONS.phone, null),
    ...linkButton("Open the pages", ACTIONS.open, null, url),
  ];
}

function untilWords(until: number | null, date: (at: number) => RichTextDate): Line {
  return until === null ? [] : [words(" until "), date(until)];
}

function named(text: string): string {
  return oneLine(text, LONGEST_TITLE);
}
