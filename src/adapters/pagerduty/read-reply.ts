import { z } from "zod";
import { askedToWait, failedRequest, SENSELESS } from "../../lib/failed-request.ts";
import type { HttpOutcome } from "../../lib/http.ts";
import { readJson } from "../../lib/read-json.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Delivery } from "../../ports/notifier.ts";

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;

const takenSchema = z.object({ status: z.literal("success") });
const refusedSchema = z.object({
  message: z.string().catch(""),
  errors: z.array(z.string()).catch([]),
});

/** What PagerDuty's answer to an event means. The key is ours, whatever it says. */
export function readReply(reply: HttpOutcome, key: string): Delivery {
  const failed = failedRequest(reply);
  if (failed !== null) return failed;
  const answered = reply as Answered;
  if (answered.status !== 202) return refused(answered);
  return takenSchema.safeParse(readJson(answered.body)).success
    ? { outcome: "sent", providerId: key }
    : SENSELESS;
}

function refused(reply: Answered): Failure {
  switch (reply.status) {
    case 429:
      return { outcome: "failed", reason: "rate-limited", permanent: false, ...askedToWait(reply) };
    case 400:
      return {
        outcome: "failed",
        reason: isKey(reply.body) ? "unauthorized" : "rejected",
        permanent: true,
      };
    case 401:
    case 403:
      return { outcome: "failed", reason: "unauthorized", permanent: true };
    case 402:
      return { outcome: "failed", reason: "unpaid", permanent: true };
    case 404:
      // No PagerDuty is under this address.
      return { outcome: "failed", reason: "bad-destination", permanent: true };
    default:
      return { outcome: "failed", reason: "rejected", permanent: true };
  }
}

/** Whether it is the routing key that PagerDuty does not know. */
function isKey(body: Buffer): boolean {
  const read = refusedSchema.safeParse(readJson(body));
  if (!read.success) return false;
  return [read.data.message, ...read.data.errors].some((words) => /routing.key/i.test(words));
}
