import type { App, ViewSubmitAction } from "@slack/bolt";
import {
  handleChannel,
  handleChannelId,
  handleRevoked,
  handleUninstalled,
} from "./handle-channel.ts";
import { handleLine } from "./handle-line.ts";
import { handleMembership } from "./handle-membership.ts";
import { handlePress } from "./handle-press.ts";
import { handleReaction } from "./handle-reaction.ts";
import { handleSlash } from "./handle-slash.ts";
import { handleSubmission } from "./handle-submission.ts";
import { handleUserChange, handleUserQuiet } from "./handle-user.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { handleHomeOpened } from "./homes.ts";
import { tellProblem } from "./tell-problem.ts";

type Handle = (parts: HandlerParts, event: unknown) => Promise<void>;

/** What we listen to, by Slack's name for it. */
const EVENTS: Readonly<Record<string, Handle>> = {
  message: handleLine,
  app_mention: handleLine,
  reaction_added: (parts, event) => handleReaction(parts, event, true),
  reaction_removed: (parts, event) => handleReaction(parts, event, false),
  app_home_opened: handleHomeOpened,
  member_joined_channel: handleMembership,
  member_left_channel: ofChannel(handleMembership),
  channel_left: ofChannel(handleMembership),
  group_left: ofChannel(handleMembership),
  user_change: handleUserChange,
  dnd_updated_user: handleUserQuiet,
  channel_archive: ofChannel(handleChannel),
  group_archive: ofChannel(handleChannel),
  channel_unarchive: handleChannel,
  group_unarchive: handleChannel,
  channel_deleted: ofChannel(handleChannel),
  group_deleted: ofChannel(handleChannel),
  channel_id_changed: handleChannelId,
  tokens_revoked: handleRevoked,
  app_uninstalled: handleUninstalled,
};

/** Everything that Slack tells us or that people do there, brought to the rest of watchroom. */
export function registerHandlers(
  app: Pick<App, "event" | "command" | "action" | "view">,
  parts: HandlerParts,
): void {
  for (const [name, handle] of Object.entries(EVENTS))
    app.event(name, ({ event }) => handle(parts, event));
  app.command(/.*/, ({ command, ack }) => handleSlash(parts, command, ack));
  app.action(/.*/, ({ body, ack }) => handlePress(parts, body, () => ack()));
  app.view<ViewSubmitAction>({ callback_id: /.*/, type: "view_submission" }, ({ body, ack }) =>
    handleSubmission(parts, body, ack),
  );
}

/** What may put the channel out of use is told to whoever is on call. */
function ofChannel(handle: Handle): Handle {
  return async (parts, event) => {
    await handle(parts, event);
    await tellProblem(parts);
  };
}
