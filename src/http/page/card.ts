import type { CardJson, Message } from "./contract.ts";
import { make, safeHtml, type Slot } from "./dom.ts";
import { reactionButton } from "./reactions.ts";
import { room } from "./state.ts";
import { serverNow, span, timeElement } from "./time.ts";

const ACTS = ["acknowledge", "resolve", "escalate"] as const;

/** The same words on the card, in the strip at the top, and for a screen reader. */
export function whoHasIt({ status, acknowledgedBy, resolvedBy }: CardJson): string {
  if (status === "triggered") return "Nobody has it yet.";
  if (status === "acknowledged") return `${acknowledgedBy ?? "Somebody"} has it.`;
  return resolvedBy === null ? "Over. It recovered by itself." : `Over. Resolved by ${resolvedBy}.`;
}

/** "Calls Ana in 7:42"; null when nobody will be called. */
export function countdown({ status, callsAt, onCall }: CardJson): HTMLElement | null {
  if (callsAt === null || status === "resolved") return null;
  return make("timer", { whom: onCall ?? "somebody", left: timeElement(callsAt, "in") });
}

/** What, how bad, since when, who has it, what to do first, when it will ring: the template has them in that order. */
export function cardSlots(message: Message, card: CardJson): Readonly<Record<string, Slot>> {
  const {
    title,
    number,
    severity,
    measure,
    summary,
    resolvedAt,
    openedAt,
    standing,
    stepsHtml,
    labels,
    playbookUrl,
  } = card;
  const who = whoHasIt(card);
  const timer = countdown(card);
  const isSaid =
    resolvedAt === null && standing !== who && !(timer && standing.startsWith("Calls "));
  const link = (text: string, href: string): HTMLElement => make("link", { text }, { href });
  return {
    title,
    severity,
    measure,
    who,
    timer,
    number: `#${number}`,
    lasted:
      resolvedAt === null ? timeElement(openedAt, "for") : `lasted ${span(resolvedAt - openedAt)}`,
    ended: resolvedAt && timeElement(resolvedAt, "ago"),
    summary: summary === title ? null : summary,
    first: stepsHtml && safeHtml(stepsHtml),
    standing: isSaid ? standing : null,
    actions: ACTS.map((act) => reactionButton(act, message, room.reactions[act])),
    more: [...card.remarks, ...Object.entries(labels).map((pair) => pair.join("="))].map((text) =>
      make("line", { text }),
    ),
    links: [
      ...(/^(https?:|\/)\/?[^/]/.test(playbookUrl ?? "")
        ? [link("Playbook", playbookUrl ?? "")]
        : []),
      link("Timeline", `/incidents/${number}`),
    ],
  };
}
