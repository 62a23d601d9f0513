import { z } from "zod";
import type { HttpOutcome } from "../../lib/http.ts";
import { SECOND } from "../../lib/durations.ts";
import type { Refusal } from "../../ports/failure.ts";
import type { Delivery } from "../../ports/notifier.ts";
import { readJson } from "./read-json.ts";

/** ntfy's own number for "no more messages today": waiting a minute cannot help. */
const DAY_IS_FULL = 42_908;

const publishedSchema = z.object({ id: z.string().min(1).max(100) });
const refusedSchema = z.object({ code: z.number() });

/** What a server's answer to a published message means. */
export function readReply(reply: HttpOutcome): Delivery {
  if (reply.outcome === "failed") return failed(REASONS[reply.reason], false);
  const { status } = reply;
  if (status === 200) return published(reply.body);
  if (status === 429) return limited(reply);
  if (status >= 500) return failed("server-error", false);
  return failed(status === 401 || status === 403 ? "unauthorized" : refusalOf(status), true);
}

const REASONS = {
  unreachable: "unreachable",
  timeout: "timeout",
  aborted: "timeout",
  "too-large": "server-error",
  "broken-off": "server-error",
} as const satisfies Record<Extract<HttpOutcome, { outcome: "failed" }>["reason"], Refusal>;

/** Without ntfy's id it was something else that answered, and nothing says that the page went out. */
function published(body: Buffer): Delivery {
  const read = publishedSchema.safeParse(readJson(body));
  return read.success
    ? { outcome: "sent", providerId: read.data.id }
    : failed("server-error", false);
}

function limited({ headers, body }: Extract<HttpOutcome, { outcome: "answered" }>): Delivery {
  const read = refusedSchema.safeParse(readJson(body));
  if (read.success && read.data.code === DAY_IS_FULL) return failed("rate-limited", true);
  const seconds = /^\d{1,6}$/.exec(headers["retry-after"] ?? "")?.[0];
  return failed("rate-limited", false, seconds === undefined ? undefined : Number(seconds));
}

/** 404: no ntfy under this address. Everything else is about the message. */
function refusalOf(status: number): Refusal {
  return status === 404 ? "bad-destination" : "rejected";
}

function failed(reason: Refusal, permanent: boolean, retryAfterS?: number): Delivery {
  return {
    outcome: "failed",
    reason,
    permanent,
    ...(retryAfterS !== undefined && { retryAfterMs: retryAfterS * SECOND }),
  };
}
