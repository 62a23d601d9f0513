import { SECOND } from "./durations.ts";
import { request, type HttpOutcome, type HttpRequest } from "./http.ts";
import { readJson } from "./read-json.ts";

/** `body`: undefined when it is no JSON. `reason` is for humans, and holds no address. */
export type ServiceReply =
  | { readonly outcome: "answered"; readonly status: number; readonly body: unknown }
  | { readonly outcome: "failed"; readonly why: Why; readonly reason: string };

export type ServiceAnswer = Extract<ServiceReply, { readonly outcome: "answered" }>;

type Failure = Extract<HttpOutcome, { readonly outcome: "failed" }>["reason"];
type Why = Failure | "sent-elsewhere";

const LONGEST_MS = 10 * SECOND;

const WORDS: Readonly<Record<Failure, string>> = {
  unreachable: "no connection: refused, an unknown name, or a certificate that is not trusted",
  timeout: "no whole answer in time",
  aborted: "no whole answer in time",
  "broken-off": "the connection broke off before the answer was whole, or it is no HTTP there",
  "too-large": "the answer is too large",
};

/** One request to a program's API; any status with or without JSON is an answer, but being sent elsewhere is not. */
export async function askService(
  wanted: Omit<HttpRequest, "timeoutMs" | "signal">,
  signal: AbortSignal,
  timeoutMs: number = LONGEST_MS,
): Promise<ServiceReply> {
  const reply = await request({
    ...wanted,
    headers: { accept: "application/json", "user-agent": "watchroom", ...wanted.headers },
    timeoutMs,
    signal,
  });
  if (reply.outcome === "failed")
    return { outcome: "failed", why: reply.reason, reason: WORDS[reply.reason] };
  if (reply.status >= 300 && reply.status < 400)
    return {
      outcome: "failed",
      why: "sent-elsewhere",
      reason: `it sends elsewhere (status ${reply.status}): the address must be the one that it leads to`,
    };
  return { outcome: "answered", status: reply.status, body: readJson(reply.body) };
}
