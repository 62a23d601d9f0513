import { z } from "zod";
import type { SlackProblem } from "../connection/connection.ts";
import type { HandlerParts } from "./handler-parts.ts";

const schema = z.object({
  type: z.string(),
  user: z.string().catch(""),
  channel: z.string(),
});

/** Somebody came into a channel or left it: of the team's, people are meant; and we may be meant ourselves. */
export async function handleMembership(parts: HandlerParts, event: unknown): Promise<void> {
  const { connection, team, inward } = parts;
  const read = schema.safeParse(event);
  if (!read.success || read.data.channel !== connection.channel()) return;
  const { type, user } = read.data;
  const isGone = type !== "member_joined_channel";
  const isUs = user === connection.self()?.userId || user === "";
  if (isUs) return connection.noticed("channel", isGone ? REMOVED : null);
  await (isGone ? team.left(user) : team.changed(user));
  await inward.presenceChanged();
}

const REMOVED: SlackProblem = {
  what: "watchroom was removed from the team's channel in Slack: nothing can be posted there.",
  mend: "Write `/invite @watchroom` in the channel, or set SLACK_CHANNEL_ID to another one.",
};
