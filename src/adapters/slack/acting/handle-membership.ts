import { z } from "zod";
import { notInChannel } from "../connection/channel-problem.ts";
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
  if (isUs)
    return connection.noticed("channel", isGone ? notInChannel(connection.channel()) : null);
  await (isGone ? team.left(user) : team.changed(user));
  await inward.presenceChanged();
}
