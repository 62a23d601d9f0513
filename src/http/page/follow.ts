import { byId, on } from "./dom.ts";

const NEAR_PX = 48;

const log = byId("log");
const list = byId("messages");
const button = byId("newer");
let atEnd = true;

function goToEnd(): void {
  const last = list.lastElementChild as HTMLElement | null;
  // A card taller than the window is read from its top.
  log.scrollTop = last && last.offsetHeight > log.clientHeight ? last.offsetTop : log.scrollHeight;
  button.hidden = true;
}

/** Something was added at the end: a reader who is at the end, or whose own it is, sees it; for others nothing moves. */
export function follow(isMine: boolean): void {
  if (atEnd || isMine) goToEnd();
  else button.hidden = false;
}

on(log, "scroll", () => {
  atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  button.hidden ||= atEnd;
});
on(button, "click", () => {
  goToEnd();
  log.focus();
});
const resized = new ResizeObserver(() => atEnd && goToEnd());
resized.observe(log);
resized.observe(list);
