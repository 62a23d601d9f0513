import type { Route, WebReply, WebRequest } from "../ports/web.ts";
import { TEST_PAGE } from "../watch/page-links.ts";
import { pressLink } from "../watch/press-link.ts";
import { viewPage } from "../watch/view-page.ts";
import type { Watch } from "../watch/watch.ts";
import { linkNote, linkPage } from "./pages/link-page.ts";
import { LINK_STYLE_HASH } from "./pages/link-style.ts";

const PATH = "/a/:token";
const RETRY_AFTER_S = "5";

/** The address itself is the secret: nothing may keep it, pass it on or frame it. Pictures may come from here, and nothing else. */
const HEADERS = {
  "content-security-policy": `default-src 'none'; style-src '${LINK_STYLE_HASH}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;

/** The links of pages. Who holds one needs no cookie; looking never acts, as scanners of mail and chat look. */
export function linkRoutes(watch: Watch): readonly Route[] {
  return [
    { method: "GET", path: PATH, handle: (request) => mended(watch, () => look(watch, request)) },
    { method: "POST", path: PATH, handle: (request) => mended(watch, () => press(watch, request)) },
  ];
}

/** A human stands before it, who should not be shown JSON. */
async function mended(watch: Watch, answer: () => Promise<WebReply>): Promise<WebReply> {
  try {
    return await answer();
  } catch (error) {
    if (!watch.isStoreAway(error)) throw error;
    const text = "watchroom cannot reach its store. Try again in a few seconds.";
    const reply = note(503, "Not now", text);
    return { ...reply, headers: { ...reply.headers, "retry-after": RETRY_AFTER_S } };
  }
}

async function look(watch: Watch, { params }: WebRequest): Promise<WebReply> {
  const link = watch.links.read(params["token"] ?? "", watch.clock.real());
  if (link.outcome !== "good") return refused(link.outcome);
  if (link.kind !== "view") return refused("bad");
  if (link.page === TEST_PAGE)
    return note(200, "This is a test", "The link of a page works here. Nothing is wrong.");
  const page = await viewPage(watch, link.page);
  if (page === null || page.cards.length === 0)
    return note(410, "This page is no longer known", "Look at the room for what is open.");
  return html(200, linkPage({ ...page, zone: watch.zone, now: watch.clock.now() }));
}

/** The page's own form is shown the page again, so that a reload repeats nothing; the button of a notification is told in words. */
async function press(watch: Watch, { params }: WebRequest): Promise<WebReply> {
  const token = params["token"] ?? "";
  const link = watch.links.read(token, watch.clock.real());
  if (link.outcome !== "good") return refused(link.outcome);
  const said = await pressLink(watch, link.page);
  if (link.kind === "view")
    return {
      status: 303,
      body: null,
      headers: { ...HEADERS, location: encodeURIComponent(token) },
    };
  return {
    status: 200,
    body: said,
    headers: {
      ...HEADERS,
      "content-type": "text/plain; charset=utf-8",
      // A notifier's page in a browser presses the button from its own address, and must see that it worked.
      "access-control-allow-origin": "*",
    },
  };
}

function refused(outcome: "expired" | "bad"): WebReply {
  return outcome === "expired"
    ? note(410, "This link has expired", "A link of a page lasts a day. Look at the room.")
    : note(
        404,
        "This link is not valid",
        "It may be cut off. Open it from the notification again.",
      );
}

function note(status: number, title: string, text: string): Extract<WebReply, { status: number }> {
  return html(status, linkNote(title, text));
}

function html(status: number, body: string): Extract<WebReply, { status: number }> {
  return { status, body, headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" } };
}
