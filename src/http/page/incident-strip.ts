import { countdown, whoHasIt } from "./card.ts";
import type { CardJson } from "./contract.ts";
import { byId, make, put } from "./dom.ts";
import { openCards } from "./state.ts";

const SHOWN = 3;

const strip = byId("strip");
const outOfSight = new Set<Element | null>();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries)
      outOfSight[isIntersecting ? "delete" : "add"](target);
    drawIncidentStrip();
  },
  { root: byId("log") },
);

/** Open incidents whose card is out of sight, at the top; in the title of the tab what needs a human. */
export function drawIncidentStrip(): void {
  const cards = openCards();
  const waiting = cards.filter(({ status }) => status === "triggered");
  const shown = new Set([...waiting, ...cards]);
  for (const card of cards) {
    const header = document.querySelector(`#incident-${card.number} header`);
    if (header) observer.observe(header);
    if (!outOfSight.has(header)) shown.delete(card);
  }
  put(strip, [...shown].slice(0, SHOWN).map(line));
  strip.hidden = shown.size === 0;
  document.title = waiting[0] ? `(${waiting.length}) ${waiting[0].title}` : "watchroom";
}

function line(card: CardJson): HTMLElement {
  const { title, number, status } = card;
  const link = make(
    "strip-link",
    { name: title, number: `#${number}` },
    { href: `#incident-${number}` },
  );
  return make(
    "strip-line",
    { link, state: countdown(card) ?? whoHasIt(card) },
    { class: `is-${status}` },
  );
}
