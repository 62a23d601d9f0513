import { z } from "zod";
import type { Delivery } from "../../../ports/notifier.ts";
import type { SlackFailure } from "../connection/api.ts";
import type { Connection } from "../connection/connection.ts";
import { toFailure } from "../posting/sent.ts";

const openedSchema = z.object({ channel: z.object({ id: z.string().min(1) }) });

const NO_CHANNEL: SlackFailure = {
  outcome: "failed",
  reason: "server-error",
  permanent: false,
  error: "",
  mayHaveArrived: false,
};

/** Slack's words for a workspace that keeps us from this person: another way has to reach them. */
const NOT_THERE = /^(restricted_action\w*|message_limit_exceeded|thread_locked)$/;

/** Id of our direct messages with somebody. */
export async function openDirect(
  { api }: Pick<Connection, "api">,
  to: string,
  signal: AbortSignal,
): Promise<string | SlackFailure> {
  const answer = await api.call("conversations.open", { users: to }, signal);
  if (answer.outcome === "failed") return answer;
  return openedSchema.safeParse(answer.data).data?.channel.id ?? NO_CHANNEL;
}

export const sentTo = (channel: string, ts: string): Delivery => ({
  outcome: "sent",
  providerId: `${channel}/${ts}`,
});

export function notSent(failure: SlackFailure): Delivery {
  return NOT_THERE.test(failure.error)
    ? { outcome: "failed", reason: "bad-destination", permanent: true }
    : toFailure(failure);
}
