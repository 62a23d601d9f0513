import { DatabaseError } from "pg";
import { connectionTrouble } from "../../lib/connection-trouble.ts";

/** By the server's code, or by its first two letters. */
const REASONS: Readonly<Record<string, string>> = {
  "28P01": "the user or the password is not accepted",
  28: "the server does not let this user in from here",
  "3D": "there is no database of this name",
  42501: "this user may not read what the query asks for",
  "0A000": "the query would change something, or asks for what PostgreSQL cannot do",
  25001: "the query would change something, and may only read",
  25006: "the query would change something, and may only read",
  "25P03": "the server ended the connection",
  57014: "the query took too long and was stopped",
  53300: "the server has no connection left",
  "57P03": "the server is starting or stopping",
  57: "the server ended the connection",
  "42P01": "the query names a table that is not there",
  42703: "the query names a column that is not there",
  42883: "the query uses a function that is not there, or not for such values",
  42601: "the query is not right",
  22012: "the query divides by zero",
};

/** What PostgreSQL says may hold names and parts of the query, and the network's word an address. `at`: what stands before the query. */
export function explain(
  error: unknown,
  sent?: { readonly query: string; readonly at: number },
): string {
  if (!(error instanceof DatabaseError) || error.code === undefined) return withoutCode(error);
  const { code, position } = error;
  if (code === "42601" && position === undefined) return "the query must be one statement";
  const before = sent?.query.slice(0, Number(position) - 1 - sent.at) ?? "";
  if (code === "42601" && sent?.query.charAt(before.length) === ";")
    return "the query must be one statement";
  const reason = REASONS[code] ?? REASONS[code.slice(0, 2)];
  const line = position === undefined ? "" : `, in its line ${before.split("\n").length}`;
  return `${reason ?? `PostgreSQL refuses the query with its error ${code}`}${line}`;
}

function withoutCode(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  if (said.startsWith("SASL:")) return "the user or the password is not accepted";
  if (said.includes("does not support SSL")) return "the server offers no TLS";
  return connectionTrouble(error);
}
