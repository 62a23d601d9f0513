import { askService, type ServiceAnswer } from "../../lib/ask-service.ts";
import { fieldOf } from "../../lib/field-of.ts";
import { oneLine } from "../../lib/plain.ts";
import type { ServiceAddress } from "../../lib/service-address.ts";

/** `data` as Prometheus gives it, or a reason for humans why there is none. */
export type Asked =
  | { readonly outcome: "asked"; readonly type: string; readonly result: readonly unknown[] }
  | { readonly outcome: "failed"; readonly reason: string };

export interface Question {
  readonly path: "query" | "query_range";
  readonly form: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** What may be done about an answer that is larger. */
  readonly smaller: string;
}

const LONGEST_ERROR = 160;
const ADDRESS = /[a-z][\w+.-]*:\/\/[^\s"']+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/gi;

/** One question. By POST, for a query may be longer than an address. */
export async function ask(
  address: ServiceAddress,
  { path, form, maxBytes, smaller }: Question,
  signal: AbortSignal,
): Promise<Asked> {
  const reply = await askService(
    {
      url: `${address.base}/api/v1/${path}`,
      method: "POST",
      headers: { ...address.headers, "content-type": "application/x-www-form-urlencoded" },
      // Thanos would leave out what it cannot reach, and a series that is left out looks as if it had recovered.
      body: new URLSearchParams({ ...form, partial_response: "false" }).toString(),
      maxBytes,
    },
    signal,
  );
  if (reply.outcome === "failed") return failed(reply.why === "too-large" ? smaller : reply.reason);
  return askedOf(reply);
}

function askedOf({ status, body }: ServiceAnswer): Asked {
  const type = fieldOf(body, "data.resultType");
  const result = fieldOf(body, "data.result");
  if (status === 200 && typeof type === "string" && Array.isArray(result))
    return { outcome: "asked", type, result: result as readonly unknown[] };
  return failed(refusal(status, body));
}

function refusal(status: number, body: unknown): string {
  const [kind, error] = [fieldOf(body, "errorType"), fieldOf(body, "error")];
  if (status === 401) return "the token or the password is not accepted";
  if (status === 403) return "it may not be asked with this token or password";
  if (kind === "timeout" || kind === "canceled") return "the query takes Prometheus too long";
  if ((status === 400 || status === 422) && typeof error === "string")
    return `Prometheus says: ${withoutAddresses(error)}`;
  if (status === 429) return "Prometheus is asked too often (status 429)";
  if (status >= 500) return `Prometheus cannot answer now (status ${status})`;
  return "what answers is not Prometheus: see the address, and the path in it";
}

/** The words before the error only say where the query stood in the request. */
function withoutAddresses(error: string): string {
  const told = error.replace(/^invalid parameter "query": /, "").replaceAll(ADDRESS, "…");
  return oneLine(told, LONGEST_ERROR);
}

function failed(reason: string): Asked {
  return { outcome: "failed", reason };
}
