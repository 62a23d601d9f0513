import { byId } from "./dom.ts";

const QUIET_MS = 3_000;

const texts = new Map<string, string>();
let waiting: ReturnType<typeof setTimeout> | undefined;

/** A quiet line at the top for as long as something is wrong; an empty text takes it away. */
export function setBar(what: "trouble" | "connection", text: string): void {
  texts.set(what, text);
  const all = [...texts.values()].join(" ").trim();
  byId("bar").hidden = all === "";
  byId("bar").textContent = all;
}

/** A short break is nobody's business; one that lasts is said. */
export function connectionLost(): void {
  waiting ??= setTimeout(() => setBar("connection", "Connection lost. Trying again."), QUIET_MS);
}

export function connectionBack(): void {
  clearTimeout(waiting);
  waiting = undefined;
  setBar("connection", "");
}
