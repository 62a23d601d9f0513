import { readPhoneNumber } from "../oncall/phone-number.ts";
import type { Person } from "../oncall/person.ts";
import type { Inward } from "../ports/inward.ts";
import type { Route, WebReply } from "../ports/web.ts";
import { hasPushover } from "../watch/keep-key.ts";
import { personOfPhoneLink, usePhoneLink } from "../watch/phone-links.ts";
import type { Watch } from "../watch/watch.ts";
import { PAGE_HEADERS } from "./assets.ts";
import { phoneDonePage, phoneLinkOverPage, phonePage } from "./pages/phone-page.ts";

const PATH = "/phone/:token";
const ROOM = "local";
const NOT_ONE = "That is no phone number: it begins with + and the country, as in +64 21 555 0100.";
const NOT_A_KEY =
  "That is no user key: one has 30 letters and digits, and stands on the first page of pushover.net.";

const HEADERS = {
  ...PAGE_HEADERS,
  // With no-referrer a browser would hide from us that the form is our own.
  "referrer-policy": "same-origin",
  "x-robots-tag": "noindex, nofollow",
  "cache-control": "no-store",
  "content-type": "text/html; charset=utf-8",
} as const;

/** For whoever cannot write to watchroom without being read by others: what is sent here is said as they would write it there. */
export function phoneRoutes(watch: Watch, inward: Pick<Inward, "heard">): readonly Route[] {
  return [
    {
      method: "GET",
      path: PATH,
      handle: async ({ params }) => {
        const person = await personOfPhoneLink(watch, params["token"] ?? "");
        return person === null ? OVER : ask(watch, person, null);
      },
    },
    {
      method: "POST",
      path: PATH,
      form: true,
      handle: async ({ params, body }) => {
        const token = params["token"] ?? "";
        const person = await personOfPhoneLink(watch, token);
        if (person === null) return OVER;
        return take(watch, inward, {
          token,
          person,
          sent: body as Readonly<Record<string, string>>,
        });
      },
    },
  ];
}

async function take(
  watch: Watch,
  inward: Pick<Inward, "heard">,
  form: {
    readonly token: string;
    readonly person: Person;
    readonly sent: Readonly<Record<string, string>>;
  },
): Promise<WebReply> {
  const { person, sent } = form;
  const text = lineOf(sent);
  if (text === null)
    return ask(watch, person, sent["pushover"] === undefined ? NOT_ONE : NOT_A_KEY);
  const heard = await inward.heard({ person, text, addressed: true, room: ROOM, direct: true });
  const said = heard?.text ?? null;
  if (said === null || heard?.form !== undefined || sent["code"] === undefined)
    return ask(watch, person, said);
  await usePhoneLink(watch, form.token);
  return html(200, phoneDonePage(said));
}

/** Null: what was sent is neither a number nor a key. */
function lineOf(sent: Readonly<Record<string, string>>): string | null {
  if (sent["code"] !== undefined) return `phone code ${sent["code"].replaceAll(/\D/g, "")}`;
  if (sent["call"] !== undefined) return "phone call";
  if (sent["pushover"] !== undefined) {
    const key = sent["pushover"].trim();
    return /^\w{1,60}$/.test(key) ? `contact pushover ${key}` : null;
  }
  const number = readPhoneNumber(sent["number"] ?? "");
  return number === null ? null : `phone ${number}`;
}

async function ask(watch: Watch, { handle, name }: Person, said: string | null): Promise<WebReply> {
  const waits = (await watch.phones.pending(handle)) !== null;
  return html(200, phonePage({ name, said, waits, takesKey: hasPushover(watch) }));
}

function html(status: number, body: string): Extract<WebReply, { status: number }> {
  return { status, body, headers: HEADERS };
}

const OVER = html(410, phoneLinkOverPage());
