import type { Person } from "../oncall/person.ts";
import type { Route, WebReply } from "../ports/web.ts";
import { lookAtSignIn, signIn } from "../watch/sign-in.ts";
import type { Watch } from "../watch/watch.ts";
import { PAGE_HEADERS } from "./assets.ts";
import { confirmSignInPage, linkOverPage, signInNeededPage } from "./pages/sign-in-page.ts";

const HEADERS = {
  ...PAGE_HEADERS,
  // With no-referrer a browser would hide from us that the form is our own.
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "content-type": "text/html; charset=utf-8",
} as const;

/** A link, a page that asks, and a click that signs in. */
export function signInRoutes(
  watch: Watch,
  cookieFor: (person: Person) => string,
): readonly Route[] {
  const path = "/signin/:token";
  return [
    {
      method: "GET",
      path: "/signin",
      handle: () => Promise.resolve(html(200, signInNeededPage())),
    },
    {
      method: "GET",
      path,
      handle: async ({ params }) => {
        const offer = await lookAtSignIn(watch, params["token"] ?? "");
        if (offer.outcome !== "open") return html(410, linkOverPage(offer.outcome === "used"));
        return html(200, confirmSignInPage(offer.claim.name, offer.person));
      },
    },
    {
      method: "POST",
      path,
      form: true,
      handle: async ({ params, body }) => {
        const responder = (body as Record<string, string>)["responder"] === "yes";
        const signed = await signIn(watch, params["token"] ?? "", { responder });
        if (signed.outcome !== "signed-in")
          return html(410, linkOverPage(signed.outcome === "used"));
        const { person } = signed;
        watch.log.info({ handle: person.handle }, "somebody signed in");
        const headers = { ...HEADERS, location: "/", "set-cookie": cookieFor(person) };
        return { status: 303, body: null, headers };
      },
    },
  ];
}

/** For a browser that asked for a page and has to sign in first. */
export function signInNeeded(): Extract<WebReply, { status: number }> {
  return html(401, signInNeededPage());
}

function html(status: number, body: string): Extract<WebReply, { status: number }> {
  return { status, body, headers: HEADERS };
}
