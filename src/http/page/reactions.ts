import { say } from "./announce.ts";
import { call } from "./api.ts";
import type { Message } from "./contract.ts";
import { byId, make } from "./dom.ts";
import { glyph, spoken } from "./emoji.ts";
import { room } from "./state.ts";

/** A button that gives the first of these emojis, or takes mine back when one of them is mine. */
export function reactionButton(
  template: string,
  { reactions }: Message,
  emojis: readonly string[],
): HTMLElement {
  const given = reactions.filter(({ emoji }) => emojis.includes(emoji));
  const mine = given.find(({ by }) => by === room.me.handle);
  const emoji = mine?.emoji ?? emojis[0] ?? "";
  const names = given.map(({ byName }) => byName).join(", ");
  return make(
    template,
    { glyph: glyph(emoji), names: `${spoken(emoji)}, by ${names}, `, count: given.length },
    { "data-react": emoji, "aria-pressed": String(!!mine), title: names },
  );
}

/** One for each emoji that somebody gave. */
export function chips(message: Message): readonly HTMLElement[] {
  const emojis = new Set(message.reactions.map(({ emoji }) => emoji));
  return [...emojis].map((emoji) => reactionButton("chip", message, [emoji]));
}

/** A click on anything that carries `data-react`. The new state comes by the stream. */
export async function react(button: HTMLElement, message: string): Promise<void> {
  const method = button.ariaPressed === "true" ? "DELETE" : "POST";
  const reply = await call(method, `/room/messages/${encodeURIComponent(message)}/reactions`, {
    emoji: button.dataset["react"],
  });
  notice(reply.ok ? "" : `That did not reach the room. ${reply.error} Try it again.`);
}

/** Says above the composer what went wrong; an empty text takes it away. */
export function notice(text: string): void {
  if (byId("notice").textContent === text) return;
  byId("notice").textContent = text;
  if (text) say(text);
}
