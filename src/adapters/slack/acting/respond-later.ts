import { SECOND } from "../../../lib/durations.ts";
import { request } from "../../../lib/http.ts";
import type { HandlerParts } from "./handler-parts.ts";
import type { SlackMessage } from "../drawing/message.ts";

const TIMEOUT_MS = 5 * SECOND;

/** Who reads it: everybody in the channel, or whoever asked. */
export interface Response extends SlackMessage {
  readonly response_type: "in_channel" | "ephemeral";
}

/** To the address that Slack gave with a command. True when Slack took it. */
export async function respondLater(
  { log }: Pick<HandlerParts, "log">,
  url: string,
  response: Response,
): Promise<boolean> {
  const answer = await request({
    url,
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(response),
    timeoutMs: TIMEOUT_MS,
  });
  const isTaken = answer.outcome === "answered" && answer.status >= 200 && answer.status < 300;
  if (!isTaken)
    log.warn(
      { why: answer.outcome === "answered" ? answer.status : answer.reason },
      "Slack did not take a late answer to a command",
    );
  return isTaken;
}
