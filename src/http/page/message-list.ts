import { say } from "./announce.ts";
import type { Message } from "./contract.ts";
import { byId, on } from "./dom.ts";
import { follow } from "./follow.ts";
import { drawMessage, spokenMessage } from "./message.ts";
import { react } from "./reactions.ts";
import { messages, room } from "./state.ts";

const KEPT = 500;

const list = byId("messages");
const items = new Map<string, HTMLElement>();

/** A new message, or one that changed. */
export function showMessage(message: Message): void {
  const before = messages.get(message.id);
  put(message);
  for (const id of [...items.keys()].slice(0, -KEPT)) drop(id);
  const text = spokenMessage(message, before);
  const isUrgent =
    message.loud || (message.card?.status === "triggered" && message.card.severity === "critical");
  if (text !== null) say(text, isUrgent);
  if (!before) follow(message.author === room.me.handle);
}

/** After a connection was lost: the server's list rules, what is the same stays untouched. */
export function syncMessages(all: readonly Message[]): void {
  const isFirst = items.size === 0;
  const news = all.filter(({ id }) => !items.has(id)).length;
  const kept = new Set(all.map(({ id }) => id));
  for (const id of items.keys()) if (!kept.has(id)) drop(id);
  for (const message of all) put(message);
  if (news === 0) return;
  follow(isFirst);
  if (!isFirst) say(`New messages: ${news}.`);
}

function put(message: Message): void {
  const { id } = message;
  const old = items.get(id);
  const hadFocus = old?.contains(document.activeElement);
  const item = drawMessage(message, old);
  messages.set(id, message);
  items.set(id, item);
  if (!old) list.append(item);
  const hasFocus =
    item.contains(document.activeElement) && document.activeElement?.checkVisibility();
  if (hadFocus && !hasFocus) item.focus({ preventScroll: true });
  byId("empty").hidden = true;
}

function drop(id: string): void {
  items.get(id)?.remove();
  items.delete(id);
  messages.delete(id);
}

function closePicker(within: Element): void {
  const picker = within.closest("details[open]");
  picker?.removeAttribute("open");
  picker?.querySelector("summary")?.focus();
}

on(list, "click", ({ target }) => {
  const button = (target as Element).closest<HTMLElement>("[data-react]");
  if (!button) return;
  closePicker(button);
  void react(button, button.closest<HTMLElement>("[data-id]")?.dataset["id"] ?? "");
});

/** Arrow keys go from message to message, so that Tab need not pass through five hundred. */
on(byId("log"), "keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape") closePicker(target as Element);
  if (key !== "ArrowUp" && key !== "ArrowDown") return;
  const current = (target as Element).closest("[data-id]");
  const step = key === "ArrowUp" ? current?.previousElementSibling : current?.nextElementSibling;
  const next = current ? step : list.lastElementChild;
  if (next) event.preventDefault();
  (next as HTMLElement | null)?.focus();
});
