import { z } from "zod";
import { failedRequest, SENSELESS } from "../../lib/failed-request.ts";
import type { HttpOutcome } from "../../lib/http.ts";
import { readJson } from "../../lib/read-json.ts";
import { retryAfterMs } from "../../lib/retry-after.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Delivery } from "../../ports/notifier.ts";
import { meaningOf, type Meaning, type TelnyxError } from "./error-codes.ts";
import { readErrors } from "./read-errors.ts";

type Answered = Extract<HttpOutcome, { outcome: "answered" }>;

/** An answer, and Telnyx's own number for why not. */
export interface Reading<T = Delivery> {
  readonly came: T | Failure;
  readonly code: number | null;
}

interface Refused {
  readonly came: Failure;
  readonly code: number | null;
}

/** "Call has already ended": there is nothing left to hang up. */
const ENDED = 90_018;

const id = z.string().min(1).max(200);
/** A call's comes bare, or within `data` as it once did. */
const callSchema = z.union([
  z.object({ call_sid: id }).transform(({ call_sid }) => call_sid),
  z.object({ data: z.object({ call_sid: id }) }).transform(({ data }) => data.call_sid),
]);
const messageSchema = z.object({ data: z.object({ id }) }).transform(({ data }) => data.id);

/** What a call that was asked for came to. `now` is real. */
export function readCall(reply: HttpOutcome, now: number): Reading {
  return readCreated(reply, callSchema, now);
}

export function readMessage(reply: HttpOutcome, now: number): Reading {
  return readCreated(reply, messageSchema, now);
}

function readCreated(reply: HttpOutcome, schema: z.ZodType<string>, now: number): Reading {
  const refusal = refused(reply, now);
  if (refusal !== null) return refusal;
  const answered = reply as Answered;
  const read = schema.safeParse(readJson(answered.body));
  // It was taken, and nobody can say under which name; its callbacks will. A page of HTML is from somebody else.
  if (!read.success && isHtml(answered)) return { came: SENSELESS, code: null };
  return { came: { outcome: "sent", providerId: read.success ? read.data : null }, code: null };
}

/** What has ended already, or was never there, counts as stopped. Null: there is no such address. */
export function readStopped(reply: HttpOutcome, providerId: string, now: number): Reading | null {
  const refusal = refused(reply, now);
  const isGone = reply.outcome === "answered" && [404, 405, 410].includes(reply.status);
  if (isGone) return null;
  return refusal === null || refusal.code === ENDED ? stopped(providerId) : refusal;
}

export function stopped(providerId: string): Reading {
  return { came: { outcome: "sent", providerId }, code: null };
}

/** What was asked for. */
export function readAsked<T>(reply: HttpOutcome, schema: z.ZodType<T>, now: number): Reading<T> {
  const refusal = refused(reply, now);
  if (refusal !== null) return refusal;
  const read = schema.safeParse(readJson((reply as Answered).body));
  return { came: read.success ? read.data : SENSELESS, code: null };
}

function refused(reply: HttpOutcome, now: number): Refused | null {
  const failed = failedRequest(reply);
  if (failed !== null) return { came: failed, code: null };
  const answered = reply as Answered;
  if (answered.status >= 200 && answered.status < 300) return null;
  const error = readErrors(readJson(answered.body));
  const { reason, permanent } = meaningFor(answered.status, error);
  const waits =
    reason === "rate-limited" && !permanent
      ? retryAfterMs(answered.headers["retry-after"], now)
      : null;
  return {
    came: { outcome: "failed", reason, permanent, ...(waits !== null && { retryAfterMs: waits }) },
    code: error?.code ?? null,
  };
}

function meaningFor(status: number, error: TelnyxError | null): Meaning {
  switch (status) {
    case 429:
      return { reason: "rate-limited", permanent: meaningOf(error)?.permanent ?? false };
    case 408:
      return { reason: "timeout", permanent: false };
    case 402:
      return { reason: "unpaid", permanent: true };
    case 401:
    case 403:
      return meaningOf(error) ?? { reason: "unauthorized", permanent: true };
    default:
      return meaningOf(error) ?? { reason: "rejected", permanent: true };
  }
}

const isHtml = ({ headers }: Answered): boolean =>
  (headers["content-type"] ?? "").toLowerCase().includes("html");
