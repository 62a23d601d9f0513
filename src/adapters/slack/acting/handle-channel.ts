import { z } from "zod";
import { channelProblem } from "../connection/channel-problem.ts";
import type { SlackProblem } from "../connection/connection.ts";
import type { HandlerParts } from "./handler-parts.ts";

const channelSchema = z.object({ type: z.string(), channel: z.string() });
const idSchema = z.object({ old_channel_id: z.string(), new_channel_id: z.string() });

/** Slack's word for a post that it refuses after that: the same trouble is told in the same words, whichever comes first. */
const GONE: Readonly<Record<string, string>> = {
  channel_archive: "is_archived",
  channel_deleted: "channel_not_found",
};

/** The team's channel was closed, or opened again. */
export async function handleChannel(
  { connection }: Pick<HandlerParts, "connection">,
  event: unknown,
): Promise<void> {
  const read = channelSchema.safeParse(event);
  if (!read.success || read.data.channel !== connection.channel()) return;
  const type = read.data.type.replace(/^group_/, "channel_");
  const word = GONE[type];
  const problem = word === undefined ? null : channelProblem(word, connection.channel());
  connection.noticed("channel", problem);
}

/** Slack gives a channel another id when it is shared or converted. */
export async function handleChannelId(
  { connection }: Pick<HandlerParts, "connection">,
  event: unknown,
): Promise<void> {
  const read = idSchema.safeParse(event);
  if (read.success) await connection.renamed(read.data.old_channel_id, read.data.new_channel_id);
}

const revokedSchema = z.object({ tokens: z.object({ bot: z.array(z.unknown()).min(1) }) });

/** People's own tokens may be revoked as well; they are none of ours. */
export async function handleRevoked(
  { connection }: Pick<HandlerParts, "connection">,
  event: unknown,
): Promise<void> {
  if (revokedSchema.safeParse(event).success) connection.noticed("token", UNINSTALLED);
}

export async function handleUninstalled({
  connection,
}: Pick<HandlerParts, "connection">): Promise<void> {
  connection.noticed("token", UNINSTALLED);
}

/** What has ended for us. Slack takes a new token only with a new start. */
const UNINSTALLED: SlackProblem = {
  what: "watchroom was removed from the Slack workspace, or its token was revoked.",
  mend: "Install the app again from its settings, set SLACK_BOT_TOKEN to the new token, and start watchroom again.",
};
