import { isValidSlackRequest } from "@slack/bolt";
import type { Clock } from "../../../lib/clock.ts";
import { MINUTE } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { createSeldom } from "../../../lib/seldom.ts";
import type { Route, WebReply, WebRequest } from "../../../ports/web.ts";
import type { Receive } from "./receive.ts";
import { readBody } from "./read-body.ts";
import type { Retry } from "./take-event.ts";

const OLDEST_MS = 5 * MINUTE;

export interface HttpReceiverParts {
  readonly signingSecret: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly receive: Receive;
}

/** Where Slack sends everything when there is no app token. */
export function createHttpReceiver({
  signingSecret,
  clock,
  log,
  receive,
}: HttpReceiverParts): Route {
  const isWorthALine = createSeldom(MINUTE, clock);
  const refuse = (why: string): WebReply => {
    if (isWorthALine(why)) log.warn({ why }, "a request to /slack/events was refused");
    return { status: 401, body: { error: why } };
  };
  return {
    method: "POST",
    path: "/slack/events",
    raw: true,
    handle: async (request) => {
      // Slack asks so whether the certificate is sound; there is nothing in it to sign.
      if (request.rawBody.length < 500 && readBody(request.rawBody)?.["ssl_check"] === "1")
        return EMPTY;
      const fault = faultOf(request, signingSecret ?? "", clock.real());
      if (fault !== null) return refuse(fault);
      const body = readBody(request.rawBody);
      if (body === null)
        return { status: 400, body: { error: "This is neither JSON nor a form." } };
      if (body["type"] === "url_verification")
        return { status: 200, body: { challenge: String(body["challenge"]) } };
      const answer = await receive(body, retryOf(request.headers));
      if (answer.outcome === "failed")
        return { status: 500, body: { error: "That did not work; it is in the log." } };
      return answer.outcome === "answered" && answer.body !== undefined
        ? { status: 200, body: answer.body }
        : EMPTY;
    },
  };
}

const EMPTY = { status: 200, body: null } as const;

function faultOf(
  { headers, rawBody }: WebRequest,
  signingSecret: string,
  now: number,
): string | null {
  const [signature, timestamp] = [
    headers["x-slack-signature"],
    headers["x-slack-request-timestamp"],
  ];
  if (!signature || !timestamp || !/^\d{1,15}$/.test(timestamp)) return "The signature is missing.";
  const isValid = isValidSlackRequest({
    signingSecret,
    body: rawBody.toString(),
    headers: { "x-slack-signature": signature, "x-slack-request-timestamp": Number(timestamp) },
    nowMilliseconds: now,
  });
  if (isValid) return null;
  return now - Number(timestamp) * 1000 > OLDEST_MS
    ? "The request is older than five minutes, or the clock here is wrong."
    : "The signature is wrong.";
}

function retryOf(headers: WebRequest["headers"]): Retry {
  const [num, reason] = [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]];
  return {
    ...(num !== undefined && /^\d{1,3}$/.test(num) && { num: Number(num) }),
    ...(reason !== undefined && { reason: reason.slice(0, 100) }),
  };
}
