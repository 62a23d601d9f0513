import { isEqual } from "../lib/sign.ts";
import type { AccessToken, Scope } from "../lib/access-token.ts";

export interface Access {
  /** Reachable from elsewhere: every caller of the API must show a token. */
  readonly isPublic: boolean;
  readonly tokens: readonly AccessToken[];
  /** Where people reach us: browsers may call us under its host, and for pages of it. */
  readonly publicUrl: string;
}

export interface Caller {
  readonly address: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly isSignedIn: boolean;
}

/** Null: go on. */
export type Refused = { readonly status: 401 | 403; readonly error: string } | null;

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/** A caller of the API. A token that is shown must be right, even where none is needed. */
export function guardApi({ isPublic, tokens }: Access, caller: Caller, scope: Scope): Refused {
  const shown = caller.headers["authorization"]?.match(/^Bearer (.+)$/i)?.[1];
  if (caller.headers["authorization"] !== undefined) {
    const token = tokens.find((t) => isEqual(t.token, shown ?? ""));
    if (!token)
      return {
        status: 401,
        error:
          "This token is not known. Send Authorization: Bearer <token> with one of WATCHROOM_TOKENS.",
      };
    return token.scopes.has(scope)
      ? null
      : {
          status: 403,
          error: `The token "${token.name}" may not do this: it lacks the scope ${scope}.`,
        };
  }
  if (!isPublic && isLocal(caller)) return null;
  // Whoever may see the pages may see what they are made of.
  if (caller.isSignedIn && scope === "read" && caller.method === "GET") return null;
  return {
    status: 401,
    error: "A token is needed: Authorization: Bearer <token> with one of WATCHROOM_TOKENS.",
  };
}

/** The room and the pages: for browsers on this machine, and for those that are signed in. */
export function guardPages({ isPublic }: Access, caller: Caller): Refused {
  if (caller.isSignedIn || (!isPublic && isLocal(caller))) return null;
  return {
    status: 401,
    error:
      "Sign in first, by a personal link: `npx watchroom signin <name>` on watchroom's machine, or `/signin` in the room.",
  };
}

/** Another site's page must not act through a member's browser, nor one that calls itself by our address. */
export function guardOrigin({ publicUrl }: Access, { headers }: Caller): Refused {
  const own = new URL(publicUrl);
  const host = headers["host"] ?? "";
  const isLoopbackName = LOOPBACK_HOST.test(host);
  if (!isLoopbackName && host !== own.host)
    return {
      status: 403,
      error: `The host "${host.slice(0, 100)}" is not ours. Set PUBLIC_URL if watchroom is reached by this name.`,
    };
  const origin = headers["origin"];
  // A proxy may call us by another name than the browser called it.
  if (origin === undefined || origin === own.origin) return null;
  if (isLoopbackName && origin === `http://${host}`) return null;
  return { status: 403, error: "This request comes from a page of another site." };
}

/** Loopback counts only without a proxy's headers. */
function isLocal({ address, headers }: Caller): boolean {
  return LOOPBACK.test(address) && FORWARDED.every((name) => headers[name] === undefined);
}
