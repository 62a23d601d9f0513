import { z } from "zod";
import { cut } from "../../../lib/cut.ts";
import { HOUR, SECOND } from "../../../lib/durations.ts";
import type { HttpOutcome } from "../../../lib/http.ts";
import type { SlackFailure } from "./api.ts";
import { refusalOf } from "./refusals.ts";

/** When Slack asks us to wait and does not say for how long. */
const WAIT_MS = 5 * SECOND;
const WAIT_AT_MOST_MS = HOUR;
const DETAILS_AT_MOST = 5;
const DETAIL_LENGTH = 200;

const saidSchema = z.object({
  error: z.string().regex(/^\w{1,100}$/),
  needed: z
    .string()
    .regex(/^[\w.:,-]{1,200}$/)
    .optional()
    .catch(undefined),
  response_metadata: z
    .object({ messages: z.array(z.string()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** What a call that the client threw for came to. Nothing of a body that is not Slack's is in it. */
export function readFailure(error: unknown, happened: HttpOutcome): SlackFailure {
  if (happened.outcome === "failed") return unanswered(happened.reason);
  const { status, headers, body } = happened;
  const failure = status === 200 ? said(error, body) : { ...refusalOf(wordFor(status)), error: "" };
  return failure.reason === "rate-limited"
    ? { ...failure, retryAfterMs: waitOf(headers["retry-after"]) }
    : failure;
}

function unanswered(reason: Extract<HttpOutcome, { outcome: "failed" }>["reason"]): SlackFailure {
  const failed = { outcome: "failed", permanent: false, error: "", mayHaveArrived: true } as const;
  switch (reason) {
    case "unreachable":
      return { ...failed, reason: "unreachable", mayHaveArrived: false };
    case "timeout":
    case "aborted":
      return { ...failed, reason: "timeout" };
    case "broken-off":
    case "too-large":
      return { ...failed, reason: "server-error" };
  }
}

/** Slack answers 200 to nearly everything. Another status is of what stands between us, or of Slack in trouble. */
function wordFor(status: number): string {
  if (status === 429) return "ratelimited";
  if (status >= 500) return "internal_error";
  if (status === 401 || status === 403) return "invalid_auth";
  return status === 404 ? "channel_not_found" : "unknown_method";
}

/** Slack answered, and said no. By its code, as the class would load the whole client. */
function isSlacks(error: unknown): error is { readonly data: unknown } {
  return (error as { code?: unknown } | null)?.code === "slack_webapi_platform_error";
}

function said(error: unknown, body: Buffer): SlackFailure {
  const read = saidSchema.safeParse(isSlacks(error) ? error.data : null);
  // The client takes a body that is no JSON for the word itself.
  if (!read.success || read.data.error === body.toString())
    return { ...refusalOf("internal_error"), error: "" };
  const { needed, response_metadata: more } = read.data;
  const details = more?.messages
    ?.slice(0, DETAILS_AT_MOST)
    .map((message) => cut(message, DETAIL_LENGTH));
  return {
    ...refusalOf(read.data.error),
    ...(needed !== undefined && { needed }),
    ...(details !== undefined && details.length > 0 && { details }),
  };
}

function waitOf(header: string | undefined): number {
  const seconds = /^\d{1,9}$/.exec(header ?? "")?.[0];
  if (seconds === undefined) return WAIT_MS;
  return Math.min(Math.max(Number(seconds), 1) * SECOND, WAIT_AT_MOST_MS);
}
