import { z } from "zod";
import { askedToWait, failedRequest, SENSELESS } from "../../lib/failed-request.ts";
import type { HttpOutcome } from "../../lib/http.ts";
import { readJson } from "../../lib/read-json.ts";
import type { Failure, Refusal } from "../../ports/failure.ts";

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;

const refusedSchema = z.object({ message: z.string() });

/** What Opsgenie answered, if it took it; without the shape that is wanted, something else answered. */
export function readReply<T>(
  reply: HttpOutcome,
  wanted: 200 | 202,
  schema: z.ZodType<T>,
): { readonly outcome: "taken"; readonly body: T } | Failure {
  const failed = failedRequest(reply);
  if (failed !== null) return failed;
  const answered = reply as Answered;
  if (answered.status !== wanted) return refused(answered);
  const read = schema.safeParse(readJson(answered.body));
  return read.success ? { outcome: "taken", body: read.data } : SENSELESS;
}

function refused(reply: Answered): Failure {
  if (reply.status === 429)
    return { outcome: "failed", reason: "rate-limited", permanent: false, ...askedToWait(reply) };
  return { outcome: "failed", reason: reasonOf(reply), permanent: true };
}

/** A key that does not even look like one is no authorization that failed, but a request that cannot be processed. */
function reasonOf({ status, body }: Answered): Refusal {
  switch (status) {
    case 401:
    case 403:
      return "unauthorized";
    case 402:
      return "unpaid";
    case 404:
      return "bad-destination";
    case 422: {
      const read = refusedSchema.safeParse(readJson(body));
      return read.success && /key format/i.test(read.data.message) ? "unauthorized" : "rejected";
    }
    default:
      return "rejected";
  }
}
