import { isEqual } from "../lib/sign.ts";
import type { AccessToken, Scope } from "../lib/access-token.ts";

export interface Access {
  /** Reachable from elsewhere: every caller of the API must show a token. */
  readonly isPublic: boolean;
  readonly tokens: readonly AccessToken[];
  /** Host names under which browsers may call us, port included. */
  readonly hosts: readonly string[];
}

export interface Caller {
  readonly address: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
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
  return {
    status: 401,
    error: "A token is needed: Authorization: Bearer <token> with one of WATCHROOM_TOKENS.",
  };
}

/** The room and the pages: for browsers on this machine. */
export function guardPages({ isPublic }: Access, caller: Caller): Refused {
  if (!isPublic && isLocal(caller)) return null;
  return {
    status: 403,
    error:
      "The pages are served on this machine only. Open them by http://localhost, without a proxy.",
  };
}

/** Another site's page must not act through a member's browser. */
export function guardOrigin({ hosts }: Access, { headers }: Caller): Refused {
  const host = headers["host"] ?? "";
  if (!LOOPBACK_HOST.test(host) && !hosts.includes(host))
    return {
      status: 403,
      error: `The host "${host.slice(0, 100)}" is not ours. Set PUBLIC_URL if watchroom is reached by this name.`,
    };
  const origin = headers["origin"];
  if (origin === undefined || origin.replace(/^https?:\/\//, "") === host) return null;
  return { status: 403, error: "This request comes from a page of another site." };
}

/** Loopback counts only without a proxy's headers. */
function isLocal({ address, headers }: Caller): boolean {
  return LOOPBACK.test(address) && FORWARDED.every((name) => headers[name] === undefined);
}
