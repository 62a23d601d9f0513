import { cardSlots, whoHasIt } from "./card.ts";
import type { Message } from "./contract.ts";
import { fill, make, safeHtml } from "./dom.ts";
import { chips } from "./reactions.ts";
import { timeElement } from "./time.ts";

/** Makes the message's list item, or brings the one that is there up to date. */
export function drawMessage(message: Message, old: HTMLElement | undefined): HTMLElement {
  const { card, id, at, authorName, text, html } = message;
  const kinds = (["bot", "loud", "private"] as const).filter((kind) => message[kind]);
  return fill(
    old ?? make(card ? "incident" : "message", {}),
    {
      author: authorName,
      when: timeElement(at, "ago"),
      chips: chips(message),
      ...(card ? cardSlots(message, card) : { body: html ? safeHtml(html) : text }),
    },
    {
      "data-id": id,
      class: ["message", ...kinds, card?.status, card?.severity === "critical" && "critical"]
        .filter(Boolean)
        .join(" is-"),
      ...(card && { id: `incident-${card.number}` }),
    },
  );
}

/** What a screen reader hears of a new or changed message; null when nothing worth saying changed. */
export function spokenMessage(
  { authorName, text, card }: Message,
  before: Message | undefined,
): string | null {
  if (!card) return before ? null : `${authorName}: ${text}`;
  if (before?.card?.status === card.status) return null;
  return `${card.severity} incident ${card.number}: ${card.title}. ${card.measure ?? ""} ${whoHasIt(card)}`;
}
