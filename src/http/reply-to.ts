import type { IncomingMessage } from "node:http";
import { parse as parseCookies } from "cookie";
import { parseForm } from "../lib/form.ts";
import type { Log } from "../lib/log.ts";
import type { Person } from "../oncall/person.ts";
import type { Route, WebReply, WebRequest } from "../ports/web.ts";
import type { Caller, Refused } from "./guard.ts";
import type { PlainReply } from "./hot-server.ts";
import { parseJson, type Parsed } from "./parse-json.ts";
import { signInNeeded } from "./sign-in-routes.ts";

export const STORE_AWAY = {
  status: 503,
  body: { error: "watchroom cannot reach its store. Send this again in a few seconds." },
  headers: { "retry-after": "5" },
} as const;

/** A route, and who may call it. */
export interface Guarded {
  readonly route: Route;
  readonly guard: (caller: Caller) => Refused;
  personOf(cookies: WebRequest["cookies"]): Promise<Person | null>;
}

/** What a request is answered with once its body is there, by whichever way it came. */
export async function replyTo(
  { route, guard, personOf }: Guarded,
  request: IncomingMessage,
  rawBody: Buffer,
  named: Pick<WebRequest, "params" | "query">,
): Promise<WebReply> {
  const headers = request.headers as Readonly<Record<string, string | undefined>>;
  const cookies = parseCookies(headers["cookie"] ?? "");
  const signedIn = await personOf(cookies);
  const refused = guard({
    address: request.socket.remoteAddress ?? "",
    method: request.method ?? "",
    headers,
    isSignedIn: signedIn !== null,
  });
  if (refused) return refusal(refused, headers);
  const body = bodyOf(route, rawBody);
  if (!body.ok)
    return {
      status: 400,
      body: { error: body.error, problems: [{ path: "", message: body.error }] },
    };
  return route.handle({
    path: request.url?.split("?")[0] ?? "",
    target: request.url ?? "",
    ...named,
    headers,
    cookies,
    body: body.value,
    rawBody,
    signedIn,
  });
}

function bodyOf({ form, raw }: Route, rawBody: Buffer): Parsed {
  if (raw) return { ok: true, value: undefined };
  return form ? { ok: true, value: parseForm(rawBody) } : parseJson(rawBody);
}

/** A person is told in a page how to get in, a program in JSON. */
function refusal(
  { status, error }: NonNullable<Refused>,
  headers: WebRequest["headers"],
): PlainReply {
  const wantsPage = status === 401 && headers["accept"]?.includes("text/html") === true;
  return wantsPage ? signInNeeded() : { status, body: { error } };
}

/** `route` is where it went wrong, for the log. */
export function replyToError(
  error: unknown,
  route: string | undefined,
  { log, isStoreAway }: { readonly log: Log; isStoreAway(error: unknown): boolean },
): PlainReply {
  const status = (error as { statusCode?: number }).statusCode;
  if (isStoreAway(error)) return STORE_AWAY;
  if (status === 413)
    return {
      status,
      body: {
        error: "The body is larger than 1 MiB. Send fewer signals at once.",
        problems: [{ path: "", message: "larger than 1 MiB" }],
      },
    };
  if (status !== undefined && status < 500)
    return {
      status,
      body: { error: error instanceof Error ? error.message : "This request cannot be read." },
    };
  log.error({ route, error }, "a request failed");
  return { status: 500, body: { error: "Something went wrong here; it is in the log." } };
}
