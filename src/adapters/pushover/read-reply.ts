import { z } from "zod";
import { askedToWait, failedRequest, SENSELESS } from "../../lib/failed-request.ts";
import type { HttpOutcome } from "../../lib/http.ts";
import { readJson } from "../../lib/read-json.ts";
import type { Failure, Refusal } from "../../ports/failure.ts";

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;

const bodySchema = z.looseObject({ status: z.number() });
const refusalSchema = z.object({
  token: z.unknown().optional(),
  user: z.unknown().optional(),
  errors: z.array(z.string()).catch([]),
});

/** Pushover says the outcome in the body: without it, it was something else that answered. Wrong shapes count as that too. */
export function readReply<T>(
  reply: HttpOutcome,
  schema: z.ZodType<T>,
): { readonly outcome: "taken"; readonly body: T } | Failure {
  const failed = failedRequest(reply);
  if (failed !== null) return failed;
  const answered = reply as Answered;
  const json = readJson(answered.body);
  const said = bodySchema.safeParse(json);
  if (answered.status !== 200 || (said.success && said.data.status !== 1))
    return refused(answered, json);
  const read = schema.safeParse(json);
  return said.success && read.success ? { outcome: "taken", body: read.data } : SENSELESS;
}

function refused(reply: Answered, json: unknown): Failure {
  const read = refusalSchema.safeParse(json);
  if (reply.status === 429) return limited(reply, read.success ? read.data.errors : []);
  return { outcome: "failed", reason: reasonOf(reply.status, read.data), permanent: true };
}

/** The quota is one of the month: waiting a minute cannot help. */
function limited(reply: Answered, errors: readonly string[]): Failure {
  return errors.some((error) => /month|quota|message limit/i.test(error))
    ? { outcome: "failed", reason: "unpaid", permanent: true }
    : { outcome: "failed", reason: "rate-limited", permanent: false, ...askedToWait(reply) };
}

function reasonOf(status: number, said: z.infer<typeof refusalSchema> | undefined): Refusal {
  if (said?.token !== undefined || status === 401 || status === 403) return "unauthorized";
  return said?.user === undefined ? "rejected" : "bad-destination";
}
