import type { HttpOutcome } from "./http.ts";

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;
type Reason = Extract<HttpOutcome, { outcome: "failed" }>["reason"];

/** What became of a request that was not answered, or not with sense. It may have arrived all the same. */
export interface FailedRequest {
  readonly outcome: "failed";
  readonly reason: "unreachable" | "timeout" | "server-error";
  readonly permanent: false;
}

const REASONS = {
  unreachable: "unreachable",
  timeout: "timeout",
  aborted: "timeout",
  "too-large": "server-error",
  "broken-off": "server-error",
} as const satisfies Record<Reason, FailedRequest["reason"]>;

/** Null: there is an answer to read. */
export function failedRequest(reply: HttpOutcome): FailedRequest | null {
  if (reply.outcome === "failed")
    return { outcome: "failed", reason: REASONS[reply.reason], permanent: false };
  return reply.status >= 500 ? SENSELESS : null;
}

/** Something answered that is not the service. */
export const SENSELESS: FailedRequest = {
  outcome: "failed",
  reason: "server-error",
  permanent: false,
};

/** How long the other side asks us to wait; nothing when it says no seconds. */
export function askedToWait({ headers }: Pick<Answered, "headers">): {
  readonly retryAfterMs?: number;
} {
  const seconds = /^\d{1,6}$/.exec(headers["retry-after"] ?? "")?.[0];
  return seconds === undefined ? {} : { retryAfterMs: Number(seconds) * 1_000 };
}
