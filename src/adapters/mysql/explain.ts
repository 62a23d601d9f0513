import { connectionTrouble, UNTRUSTED } from "../../lib/connection-trouble.ts";

/** By the server's number. */
const REASONS: Readonly<Record<number, string>> = {
  1040: "the server has no connection left",
  1044: "this user may not use the database",
  1045: "the user or the password is not accepted",
  1046: "its address names no database",
  1049: "there is no database of this name",
  1053: "the server is stopping",
  1054: "the query names a column that is not there",
  1064: "the query is not right, or more than one statement",
  1130: "the server does not let this user in from here",
  1142: "this user may not read what the query asks for",
  1143: "this user may not read what the query asks for",
  1146: "the query names a table that is not there",
  1227: "this user may not read what the query asks for",
  1305: "the query uses a function that is not there",
  1317: "the query was stopped by the server",
  1698: "the user or the password is not accepted",
  1792: "the query would change something, and may only read",
  1927: "the server ended the connection",
  1969: "the query took too long and was stopped",
  3024: "the query took too long and was stopped",
};

/** What the server says may hold names and parts of the query, and the network's word an address. */
export function explain(error: unknown): string {
  const { code, errno, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (code === "HANDSHAKE_NO_SSL_SUPPORT") return "the server offers no TLS";
  if (code === "HANDSHAKE_SSL_ERROR") return UNTRUSTED;
  if (typeof errno !== "number" || errno < 1000) return connectionTrouble(error);
  const line = errno === 1064 ? /at line (\d+)$/.exec(String(message))?.[1] : undefined;
  const reason = REASONS[errno] ?? `the server refuses the query with its error ${errno}`;
  return line === undefined ? reason : `${reason}, in its line ${line}`;
}
