import type { SourceAddress } from "./source-addresses.ts";

/** Where a program with an API over HTTP is asked, and as whom. */
export interface ServiceAddress {
  /** Without credentials, and without a slash at its end. */
  readonly base: string;
  /** Holds a secret. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A token is the password of the user in the address; without a user, it is sent by itself. Null when there is no web address, or a token that no header can hold. */
export function serviceAddress({ url: given, token }: SourceAddress): ServiceAddress | null {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) return null;
  return {
    base: url.origin + url.pathname.replace(/\/+$/, ""),
    headers: authorization(decoded(url.username), token ?? decoded(url.password), token),
  };
}

function authorization(
  user: string,
  password: string,
  token: string | null,
): Readonly<Record<string, string>> {
  if (user === "" && token !== null) return { authorization: `Bearer ${token}` };
  if (user === "" && password === "") return {};
  return {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
