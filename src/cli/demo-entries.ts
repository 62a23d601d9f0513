import { MINUTE } from "../lib/durations.ts";
import type { Presence, SceneCard, SceneMessage, ScenePage } from "./demo-scene.ts";
import type { Entry, Tone } from "./demo-screen.ts";

/** A card that has changed is told by what has changed. */
export function messageEntry(message: SceneMessage, isFirst: boolean, now: number): Entry {
  const { at, authorName: who, card, text } = message;
  if (card === null) return { at, who, text: readable(text), tone: "plain" };
  return isFirst
    ? { at, who, text, tone: toneOf(card) }
    : { at: now, who, text: `#${card.number} ${card.standing}`, tone: toneOf(card) };
}

export function pageEntry(page: ScenePage, isFirst: boolean, now: number): Entry {
  const who = `${page.to}'s phone`;
  return isFirst
    ? { at: page.at, who, text: `${howItComes(page)}: ${page.text}`, tone: "needs" }
    : { at: now, who, text: page.note ?? page.state, tone: "plain" };
}

export function presenceEntry({ here, onCall, people }: Presence, now: number): Entry {
  const named = (handle: string): string =>
    people.find((person) => person.handle === handle)?.name ?? handle;
  const room =
    here.length === 0 ? "Nobody is in the room." : `In the room: ${here.map(named).join(", ")}.`;
  return aside(now, onCall === null ? room : `${room} On call: ${named(onCall)}.`);
}

export function countdownEntry({ number }: SceneCard, leftMs: number, now: number): Entry {
  const minutes = Math.round(leftMs / MINUTE);
  return aside(now, `Nobody has reacted to #${number}. ${minutes} minutes left.`);
}

/** What is not said in the room. */
export function aside(at: number, text: string): Entry {
  return { at, who: "", text, tone: "plain" };
}

function howItComes({ notifier }: ScenePage): string {
  if (notifier === "voice") return "rings";
  return notifier === "sms" ? "SMS" : notifier;
}

function toneOf({ status }: SceneCard): Tone {
  if (status === "triggered") return "needs";
  return status === "acknowledged" ? "has" : "over";
}

/** Markdown as a terminal shows it. */
function readable(markdown: string): string {
  return markdown
    .replaceAll(/\[[^\]]*\]\(<?([^)>]*)>?\)/g, "$1")
    .replaceAll(/^#+ /gm, "")
    .replaceAll(/^_(.*)_$/gm, "$1");
}
