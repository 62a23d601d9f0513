import type { SourceAddress } from "../../lib/source-addresses.ts";

/** Whom to ask. */
export interface Target {
  /** Without credentials. */
  readonly url: URL;
  /** A header, and the one origin that may see it. */
  readonly secret: { readonly origin: string; readonly authorization: string } | null;
}

/** A path lies below the connection's own. Null when the connection's address is no web address, or its token none. */
export function targetOf(url: string, connection: SourceAddress | null): Target | null {
  if (connection === null) return URL.canParse(url) ? { url: new URL(url), secret: null } : null;
  const base = URL.canParse(connection.url) ? new URL(connection.url) : null;
  if (base === null || !/^https?:$/.test(base.protocol)) return null;
  if (connection.token !== null && !/^[\x21-\x7e]+$/.test(connection.token)) return null;
  const authorization = authorizationOf(base, connection.token);
  base.username = "";
  base.password = "";
  return {
    url: url.startsWith("/") ? below(base, url) : new URL(url),
    secret: authorization === null ? null : { origin: base.origin, authorization },
  };
}

/** Never another host, whatever the path says. */
function below(base: URL, path: string): URL {
  const url = new URL(base);
  const [before = "", query] = path.split("#", 1)[0]!.split(/\?(.*)/s, 2);
  url.pathname = base.pathname.replace(/\/$/, "") + before;
  if (query !== undefined) url.search = query;
  return url;
}

function authorizationOf({ username, password }: URL, token: string | null): string | null {
  if (token !== null) return `Bearer ${token}`;
  if (username === "" && password === "") return null;
  const pair = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
