import { say } from "./announce.ts";
import { call } from "./api.ts";
import type { PhonePage } from "./contract.ts";
import { byId, fill, make, on } from "./dom.ts";
import { room } from "./state.ts";
import { timeElement } from "./time.ts";

const KINDS = { push: "Push", sms: "SMS", voice: "Call" };
const EARLIER = 3;

const section = byId("phone");
const toggle = byId("phone-toggle");
const pages = new Map<string, PhonePage>();
let live: PhonePage | undefined;
let isOpened = false;
let said = "";

/** A new page, or one that changed. */
export function showPage(page: PhonePage): void {
  const { id, state, notifier, text } = page;
  const isNews = state !== "ended" && pages.get(id)?.state !== state;
  pages.set(id, page);
  said = isNews ? "" : said;
  if (isNews) say(`${state === "ringing" ? "Your phone rings" : KINDS[notifier]}. ${text}`, true);
  drawPhone();
}

export function syncPages(all: readonly PhonePage[]): void {
  pages.clear();
  for (const page of all) pages.set(page.id, page);
  drawPhone();
}

/** The pretend phone opens by itself while a page is live, and stays as its owner left it otherwise. */
function drawPhone(): void {
  const all = [...pages.values()].toSorted((a, b) => b.at - a.at);
  const hadFocus = section.contains(document.activeElement);
  live = all.find(({ state }) => state === "ringing") ?? all.find(({ state }) => state === "shown");
  const { state = "quiet", notifier, text = "Nothing rings.", note = null } = live ?? {};
  const isOpen = isOpened || !!live;
  toggle.ariaExpanded = String(isOpen);
  toggle.hidden = section.hidden = !room.me.responder || room.phoneReal;
  fill(
    section,
    {
      kind: notifier ? `${KINDS[notifier]}${state === "ringing" ? ": ringing" : ""}` : null,
      since: live ? timeElement(live.at, "ago") : null,
      page: text,
      note,
      said,
      earlier: all
        .filter((page) => page.state === "ended")
        .slice(0, EARLIER)
        .map(earlier),
    },
    { class: `is-${state} by-${notifier}${isOpen ? " is-open" : ""}` },
  );
  if (hadFocus && !document.activeElement?.checkVisibility()) section.focus();
}

function earlier({ notifier, incidents, note }: PhonePage): HTMLElement {
  return make("line", { text: `${KINDS[notifier]} #${incidents.join(" #")}, ${note ?? "ended"}` });
}

async function press(digits: string): Promise<void> {
  if (!live) return;
  const reply = await call<{ text: string }>(
    "POST",
    `/room/phone/${encodeURIComponent(live.id)}/keys`,
    { digits },
  );
  said = reply.ok ? reply.body.text : reply.error;
  drawPhone();
  say(said);
}

on(toggle, "click", () => {
  isOpened = toggle.ariaExpanded !== "true";
  drawPhone();
});
on(section, "click", ({ target }) => {
  const key = (target as Element).closest<HTMLElement>("[data-digit]");
  if (key) void press(key.dataset["digit"] ?? "");
});
on(section, "keydown", ({ key }) => {
  if (/^[0-9*#]$/.test(key)) void press(key);
});
