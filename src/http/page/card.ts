import type { CardJson, Message } from "./contract.ts";
import { make, safeHtml, type Slot } from "./dom.ts";
import { reactionButton } from "./reactions.ts";
import { room } from "./state.ts";
import { span, timeElement } from "./time.ts";

/** Nothing that runs: no `javascript:`, no `data:`. */
const SAFE_LINK = /^(https?:|\/)/;
const ACTS = ["acknowledge", "resolve", "escalate"] as const;

/** The same words on the card, in the strip at the top, and for a screen reader. */
export function whoHasIt({ status, standing, acknowledgedBy }: CardJson): string {
  if (status === "triggered") return "Nobody has it yet.";
  return standing || (status === "resolved" ? "Over." : `${acknowledgedBy ?? "Somebody"} has it.`);
}

/** "Calls Ana in 7:42"; null when nobody will be called. */
export function countdown({ status, callsAt, onCall }: CardJson): HTMLElement | null {
  if (callsAt === null || status === "resolved") return null;
  return make("timer", { whom: onCall ?? "somebody", left: timeElement(callsAt, "in") });
}

/** What, how bad, since when, who has it, what to do first, when it will ring: the template has them in that order. */
export function cardSlots(message: Message, card: CardJson): Readonly<Record<string, Slot>> {
  const { number, status, openedAt, resolvedAt, standing, stepsHtml } = card;
  const timer = countdown(card);
  const labels = Object.entries(card.labels).map((pair) => pair.join("="));
  const links = [
    ["Playbook", card.playbookUrl ?? ""] as const,
    ["Timeline", `/incidents/${number}`] as const,
  ];
  return {
    title: card.title,
    number: `#${number}`,
    severity: card.severity,
    measure: card.measure,
    lasted: resolvedAt ? `lasted ${span(resolvedAt - openedAt)}` : timeElement(openedAt, "for"),
    who: whoHasIt(card),
    ended: resolvedAt && timeElement(resolvedAt, "ago"),
    summary: card.summary,
    first: stepsHtml && safeHtml(stepsHtml),
    chart: card.chart ? make("chart", {}, card.chart) : null,
    timer,
    standing: status === "triggered" && !(timer && standing.startsWith("Calls ")) ? standing : null,
    actions: ACTS.map((act) => reactionButton(act, message, room.reactions[act])),
    more: [...card.remarks, ...labels].map((text) => make("line", { text })),
    links: links
      .filter(([, href]) => SAFE_LINK.test(href))
      .map(([text, href]) => make("link", { text }, { href })),
  };
}
