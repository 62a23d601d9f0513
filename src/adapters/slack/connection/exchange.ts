import type { WebClientOptions } from "@slack/web-api";
import { type HttpOutcome, request } from "../../../lib/http.ts";

type Fetch = NonNullable<WebClientOptions["fetch"]>;
type Reply = Awaited<ReturnType<Fetch>>;

/** A page of a hundred messages with all their blocks stays below it. */
const MAX_BYTES = 8 * 1024 * 1024;
/** All that the client makes something of. It would unpack any body that calls itself gzip, however large it becomes. */
const SHOWN_HEADERS = ["retry-after", "x-oauth-scopes", "x-accepted-oauth-scopes"];

/** Carries one call of Slack's client over our own way out, and keeps what became of it. */
export function createExchange(
  timeoutMs: number,
  signal: AbortSignal | undefined,
): { readonly fetch: Fetch; outcome(): HttpOutcome | null } {
  let outcome: HttpOutcome | null = null;
  return {
    outcome: () => outcome,
    fetch: async (url, init = {}) => {
      if (typeof init.body !== "string") throw new TypeError("only forms are sent to Slack");
      outcome = await request({
        url: String(url),
        method: "POST",
        headers: init.headers ?? {},
        body: init.body,
        timeoutMs,
        maxBytes: MAX_BYTES,
        ...(signal !== undefined && { signal }),
      });
      if (outcome.outcome === "failed") throw new TypeError(outcome.reason);
      return replyOf(String(url), outcome);
    },
  };
}

function replyOf(
  url: string,
  { status, headers, body }: Extract<HttpOutcome, { outcome: "answered" }>,
): Reply {
  const shown = new Map(
    SHOWN_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as [string, string]];
    }),
  );
  const text = (): Promise<string> => Promise.resolve(body.toString());
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: "",
    url,
    headers: { get: (name) => shown.get(name.toLowerCase()) ?? null, entries: () => shown },
    text,
    json: async () => JSON.parse(await text()) as unknown,
    arrayBuffer: () => Promise.resolve(new Uint8Array(body).buffer),
  };
}
