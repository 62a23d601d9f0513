import { z } from "zod";
import { askedToWait, failedRequest, SENSELESS } from "../../lib/failed-request.ts";
import type { HttpOutcome } from "../../lib/http.ts";
import { readJson } from "../../lib/read-json.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Delivery } from "../../ports/notifier.ts";

/** ntfy's own number for "no more messages today": waiting a minute cannot help. */
const DAY_IS_FULL = 42_908;

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;

const publishedSchema = z.object({ id: z.string().min(1).max(100) });
const refusedSchema = z.object({ code: z.number() });

/** What a server's answer to a published message means. */
export function readReply(reply: HttpOutcome): Delivery {
  const failed = failedRequest(reply);
  if (failed !== null) return failed;
  const answered = reply as Answered;
  return answered.status === 200 ? published(answered.body) : refused(answered);
}

/** Without ntfy's id it was something else that answered, and nothing says that the page went out. */
function published(body: Buffer): Delivery {
  const read = publishedSchema.safeParse(readJson(body));
  return read.success ? { outcome: "sent", providerId: read.data.id } : SENSELESS;
}

function refused(reply: Answered): Failure {
  switch (reply.status) {
    case 401:
    case 403:
      return { outcome: "failed", reason: "unauthorized", permanent: true };
    case 404:
      // No ntfy is under this address.
      return { outcome: "failed", reason: "bad-destination", permanent: true };
    case 429:
      return limited(reply);
    default:
      return { outcome: "failed", reason: "rejected", permanent: true };
  }
}

function limited(reply: Answered): Failure {
  const read = refusedSchema.safeParse(readJson(reply.body));
  const isForToday = read.success && read.data.code === DAY_IS_FULL;
  return {
    outcome: "failed",
    reason: "rate-limited",
    permanent: isForToday,
    ...(!isForToday && askedToWait(reply)),
  };
}
