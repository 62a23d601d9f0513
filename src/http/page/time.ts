import { fill, make } from "./dom.ts";

const UNITS = { day: 86_400_000, hour: 3_600_000, minute: 60_000 };
const SECOND_MS = 1_000;

const exactly = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

let anchor = { now: Date.now(), real: performance.now(), factor: 1 };

/** From the server's greeting: its time, and how many of its milliseconds pass in one of ours. */
export function setClock(now: number, factor: number): void {
  anchor = { now, real: performance.now(), factor };
}

function serverNow(): number {
  return anchor.now + (performance.now() - anchor.real) * anchor.factor;
}

/** "6 minutes". */
export function span(ms: number): string {
  for (const [unit, length] of Object.entries(UNITS)) {
    const n = Math.floor(ms / length);
    if (n > 0) return `${n} ${unit}${n === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}

/** "7:42", "1:02:11". */
function clockface(ms: number): string {
  if (ms >= UNITS.day) return span(ms);
  return new Date(Math.ceil(ms / SECOND_MS) * SECOND_MS)
    .toISOString()
    .slice(11, 19)
    .replace(/^(00:)?0?/, "");
}

function relative(at: number, as: string | undefined): string {
  const passed = serverNow() - at;
  if (as === "in") return passed < 0 ? clockface(-passed) : "a moment";
  if (as === "for") return `for ${span(passed)}`;
  return passed < UNITS.minute ? "just now" : `${span(passed)} ago`;
}

/** "6 minutes ago", "for 6 minutes", or "7:42" until then. The exact instant is in the title, and there for screen readers. */
export function timeElement(at: number, as: "ago" | "for" | "in"): HTMLElement {
  const exact = exactly.format(at);
  return make(
    "time",
    { relative: relative(at, as), exact: ` (${exact})` },
    { datetime: new Date(at).toISOString(), title: exact, "data-at": at, "data-as": as },
  );
}

/** Brings every relative time on the page up to date. */
export function tickTimes(): void {
  for (const time of document.querySelectorAll<HTMLElement>("[data-at]")) {
    fill(time, { relative: relative(Number(time.dataset["at"]), time.dataset["as"]) });
  }
}
