import type { Json } from "./shapes.ts";
import type { State } from "./state.ts";

const FIXED: Readonly<Record<string, string>> = {
  "chat.postMessage": "chat:write",
  "chat.update": "chat:write",
  "chat.delete": "chat:write",
  "chat.postEphemeral": "chat:write",
  "conversations.join": "channels:join",
  "conversations.open": "im:write",
  "users.info": "users:read",
  "users.list": "users:read",
  "users.getPresence": "users:read",
  "users.lookupByEmail": "users:read.email",
  "bots.info": "users:read",
  "team.info": "team:read",
  "dnd.info": "dnd:read",
  "dnd.teamInfo": "dnd:read",
  "reactions.add": "reactions:write",
  "reactions.remove": "reactions:write",
  "reactions.get": "reactions:read",
  "files.getUploadURLExternal": "files:write",
  "files.completeUploadExternal": "files:write",
  "emoji.list": "emoji:read",
};

/** What stands behind the colon, by the kind of the channel. */
const BY_CHANNEL: Readonly<Record<string, string>> = {
  "conversations.info": "read",
  "conversations.members": "read",
  "conversations.history": "history",
  "conversations.replies": "history",
  "conversations.setTopic": "write.topic",
};

/** Of `types=`, one for each. */
const LISTS = new Set(["conversations.list", "users.conversations"]);

const KINDS: Readonly<Record<string, string>> = {
  public_channel: "channels",
  private_channel: "groups",
  im: "im",
  mpim: "mpim",
};

/** All that the call needs. */
export function scopesOf(method: string, args: Json, state: State): readonly string[] {
  const fixed = FIXED[method];
  if (fixed !== undefined) return [fixed];
  if (LISTS.has(method))
    return String(args["types"] ?? "public_channel")
      .split(",")
      .map((type) => `${KINDS[type] ?? "channels"}:read`);
  const right = BY_CHANNEL[method];
  if (right === undefined) return [];
  const channel = state.channels.get(String(args["channel"]));
  if (channel?.dmWith) return right === "write.topic" ? ["im:write"] : [`im:${right}`];
  return [`${channel?.isPrivate ? "groups" : "channels"}:${right}`];
}
