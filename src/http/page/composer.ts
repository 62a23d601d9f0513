import { call, isPassing } from "./api.ts";
import { complete } from "./completion.ts";
import { byId, on } from "./dom.ts";
import { offer, steer } from "./listbox.ts";
import { notice } from "./reactions.ts";
import { openCards, room } from "./state.ts";

const RETRY_MS = 2_000;
const LINES = 8;
/** A line that waited longer may no longer be meant; its author sends it again by hand. */
const GIVE_UP_MS = 60_000;

const field = byId("text") as HTMLTextAreaElement;
let sending = "";

export function startComposer(): void {
  on(field, "input", suggest);
  on(field, "keydown", press);
  on(byId("composer"), "submit", submit);
}

function suggest(): void {
  const { command, options } = complete(field.value, { ...room, incidents: openCards() });
  field.rows = Math.min(LINES, field.value.split("\n").length);
  byId("usage").textContent = command ? `${command.usage}: ${command.summary}` : "";
  offer(options);
}

function press(event: KeyboardEvent): void {
  if (steer(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
}

function submit(event: Event): void {
  event.preventDefault();
  send();
  field.focus();
}

function send(): void {
  const text = field.value.trim();
  if (text === sending) return;
  sending = text;
  void attempt(text, performance.now() + GIVE_UP_MS);
}

/** What was typed stays in the field until the room has it. A room that is away is tried again; an edit calls that off. */
async function attempt(text: string, until: number): Promise<void> {
  const isUnchanged = (): boolean => field.value.trim() === text;
  if (!isUnchanged()) return settle("");
  const reply = await call("POST", "/room/messages", { text });
  if (sending !== text) return;
  if (!reply.ok && isPassing(reply) && isUnchanged() && performance.now() < until) {
    notice(`Not sent yet. ${reply.error} Trying again.`);
    setTimeout(() => sending === text && void attempt(text, until), RETRY_MS);
    return;
  }
  settle(reply.ok ? "" : `Not sent. ${reply.error} Press Enter to send it again.`);
  if (!reply.ok || !isUnchanged()) return;
  field.value = "";
  suggest();
}

function settle(outcome: string): void {
  sending = "";
  notice(outcome);
}
