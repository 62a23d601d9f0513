import { z } from "zod";
import type { SlackProblem } from "../connection/connection.ts";
import type { HandlerParts } from "./handler-parts.ts";

const channelSchema = z.object({ type: z.string(), channel: z.string() });
const idSchema = z.object({ old_channel_id: z.string(), new_channel_id: z.string() });

const GONE: Readonly<Record<string, SlackProblem>> = {
  channel_archive: {
    what: "The team's channel in Slack is archived: nothing can be posted there.",
    mend: "Unarchive it, or set SLACK_CHANNEL_ID to another one.",
  },
  channel_deleted: {
    what: "The team's channel in Slack was deleted.",
    mend: "Invite watchroom to another channel, and set SLACK_CHANNEL_ID to its ID.",
  },
};

/** The team's channel was closed, or opened again. */
export async function handleChannel(
  { connection }: Pick<HandlerParts, "connection">,
  event: unknown,
): Promise<void> {
  const read = channelSchema.safeParse(event);
  if (!read.success || read.data.channel !== connection.channel()) return;
  const type = read.data.type.replace(/^group_/, "channel_");
  connection.noticed("channel", type === "channel_unarchive" ? null : (GONE[type] ?? null));
}

/** Slack gives a channel another id when it is shared or converted. */
export async function handleChannelId(
  { connection }: Pick<HandlerParts, "connection">,
  event: unknown,
): Promise<void> {
  const read = idSchema.safeParse(event);
  if (read.success) await connection.renamed(read.data.old_channel_id, read.data.new_channel_id);
}

/** What has ended for us. Slack takes a new token only with a new start. */
export const UNINSTALLED: SlackProblem = {
  what: "watchroom was removed from the Slack workspace, or its token was revoked.",
  mend: "Install the app again from its settings, set SLACK_BOT_TOKEN to the new token, and start watchroom again.",
};
