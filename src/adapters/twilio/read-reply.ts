import { z } from "zod";
import { systemClock } from "../../lib/clock.ts";
import { failedRequest, SENSELESS } from "../../lib/failed-request.ts";
import type { HttpOutcome } from "../../lib/http.ts";
import { readJson } from "../../lib/read-json.ts";
import { retryAfterMs } from "../../lib/retry-after.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Delivery } from "../../ports/notifier.ts";
import { meaningOf, type Meaning } from "./error-codes.ts";

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;

const CREATED = 201;
/** "Invalid call state": there is nothing left to hang up. */
const NOT_IN_PROGRESS = 21_220;

const madeSchema = z.object({ sid: z.string().min(1).max(100) });
const refusedSchema = z.object({ code: z.number().int(), message: z.string().catch("") });

/** An answer, and Twilio's own number for why not. */
export interface Reading<T = Delivery> {
  readonly came: T | Failure;
  readonly code: number | null;
}

/** What a call or a message that was asked for came to. */
export function readCreated(reply: HttpOutcome): Reading {
  const failed = failedRequest(reply);
  if (failed !== null) return { came: failed, code: null };
  const answered = reply as Answered;
  if (!isGood(answered)) return refused(answered);
  const read = madeSchema.safeParse(readJson(answered.body));
  if (read.success) return { came: { outcome: "sent", providerId: read.data.sid }, code: null };
  // It was placed, and nobody can say under which name: a second one could only ring beside it.
  const isMade = answered.status === CREATED;
  return { came: isMade ? { outcome: "sent", providerId: null } : SENSELESS, code: null };
}

/** What has ended already, or was never there, counts as stopped. */
export function readStopped(reply: HttpOutcome, providerId: string): Reading {
  const sent = { came: { outcome: "sent", providerId }, code: null } as const;
  const failed = failedRequest(reply);
  if (failed !== null) return { came: failed, code: null };
  const answered = reply as Answered;
  if (isGood(answered) || answered.status === 404) return sent;
  const reading = refused(answered);
  return reading.code === NOT_IN_PROGRESS ? sent : reading;
}

/** What was asked for. */
export function readAsked<T>(reply: HttpOutcome, schema: z.ZodType<T>): Reading<T> {
  const failed = failedRequest(reply);
  if (failed !== null) return { came: failed, code: null };
  const answered = reply as Answered;
  if (!isGood(answered)) return refused(answered);
  const read = schema.safeParse(readJson(answered.body));
  return { came: read.success ? read.data : SENSELESS, code: null };
}

const isGood = ({ status }: Answered): boolean => status >= 200 && status < 300;

function refused(reply: Answered): { readonly came: Failure; readonly code: number | null } {
  const read = refusedSchema.safeParse(readJson(reply.body));
  const { code, message } = read.success ? read.data : { code: null, message: "" };
  const { reason, permanent } = isSuspended(reply.status, message)
    ? ({ reason: "unpaid", permanent: true } as const)
    : (meaningOf(code) ?? byStatus(reply.status));
  const waits =
    reason === "rate-limited" && !permanent
      ? retryAfterMs(reply.headers["retry-after"], systemClock.real())
      : null;
  return {
    came: { outcome: "failed", reason, permanent, ...(waits !== null && { retryAfterMs: waits }) },
    code,
  };
}

/** Under the very number that stands for a wrong token. */
function isSuspended(status: number, message: string): boolean {
  return (status === 401 || status === 403) && /suspend|not active/i.test(message);
}

function byStatus(status: number): Meaning {
  switch (status) {
    case 429:
      return { reason: "rate-limited", permanent: false };
    case 408:
      return { reason: "timeout", permanent: false };
    case 402:
      return { reason: "unpaid", permanent: true };
    // No such account.
    case 404:
    case 401:
    case 403:
      return { reason: "unauthorized", permanent: true };
    default:
      return { reason: "rejected", permanent: true };
  }
}
