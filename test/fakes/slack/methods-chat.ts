import { faultOf, type BlockFault } from "./blocks.ts";
import {
  closedTo,
  findChannel,
  isMember,
  no,
  yes,
  type Method,
  type Surroundings,
} from "./method.ts";
import type { FakeChannel, FakeMessage, Json } from "./shapes.ts";
import { addMessage, dmOf, findMessage, messageJson, type State } from "./state.ts";

const POST_TEXT = 40_000;
const UPDATE_TEXT = 4_000;

export const chatMethods: Readonly<Record<string, Method>> = {
  "chat.postMessage": (args, around) => {
    const { state } = around;
    const to = destination(state, args["channel"]);
    const closed = closedToPosts(state, to);
    if (to === null || closed !== null) return no(closed ?? "channel_not_found");
    const wrong = contentFault(state, args);
    if (wrong !== null) return wrong;
    const parent = args["thread_ts"] ? findMessage(to, args["thread_ts"]) : null;
    if (args["thread_ts"] && parent === null) return no("thread_not_found");
    const message = addMessage(state, to, {
      user: state.bot.userId,
      text: String(args["text"] ?? "").slice(0, POST_TEXT),
      blocks: blocksOf(args),
      threadTs: parent && (parent.threadTs ?? parent.ts),
      metadata: metadataOf(args),
      args,
    });
    tellOf(around, to, message);
    const { ts } = message;
    return yes({ channel: to.id, ts, message: messageJson(state, message, true) });
  },

  "chat.update": (args, around) => {
    const { state } = around;
    const to = findChannel(state, args["channel"]);
    if (to === null) return no("channel_not_found");
    const message = findMessage(to, args["ts"]);
    if (message === null) return no("message_not_found");
    if (to.isArchived) return no("is_archived");
    if (!message.byApp) return no("cant_update_message");
    const wrong = contentFault(state, args) ?? updateFault(message, args);
    if (wrong !== null) return wrong;
    message.edits.push({ text: message.text, blocks: message.blocks, at: state.now() });
    if (args["text"] !== undefined) message.text = String(args["text"]);
    message.blocks = blocksOf(args);
    message.metadata = metadataOf(args) ?? message.metadata;
    state.news.emit("change");
    around.tell({
      type: "message",
      subtype: "message_changed",
      channel: to.id,
      channel_type: channelType(to),
      message: messageJson(state, message),
      previous_message: { type: "message", user: message.user, ts: message.ts },
      hidden: true,
      ts: state.ts(),
    });
    const { ts, text } = message;
    return yes({ channel: to.id, ts, text, message: messageJson(state, message, true) });
  },

  "chat.delete": (args, around) => {
    const { state } = around;
    const to = findChannel(state, args["channel"]);
    if (to === null) return no("channel_not_found");
    const message = findMessage(to, args["ts"]);
    if (message === null) return no("message_not_found");
    if (!message.byApp) return no("cant_delete_message");
    message.isDeleted = true;
    state.news.emit("change");
    around.tell({
      type: "message",
      subtype: "message_deleted",
      channel: to.id,
      channel_type: channelType(to),
      deleted_ts: message.ts,
      previous_message: messageJson(state, message),
      hidden: true,
      ts: state.ts(),
    });
    return yes({ channel: to.id, ts: message.ts });
  },

  "chat.postEphemeral": (args, { state }) => {
    const to = destination(state, args["channel"]);
    const closed = closedToPosts(state, to);
    if (to === null || closed !== null) return no(closed ?? "channel_not_found");
    const user = String(args["user"]);
    if (!state.people.has(user)) return no("user_not_found");
    if (!to.members.has(user)) return no("user_not_in_channel");
    const wrong = contentFault(state, args);
    if (wrong !== null) return wrong;
    const message = addMessage(state, to, {
      user: state.bot.userId,
      text: String(args["text"] ?? ""),
      blocks: blocksOf(args),
      threadTs: (args["thread_ts"] as string | undefined) ?? null,
      ephemeralTo: user,
      args,
    });
    return yes({ message_ts: message.ts });
  },

  "chat.getPermalink": (args, { state }) => {
    const to = findChannel(state, args["channel"]);
    if (to === null) return no("channel_not_found");
    if (findMessage(to, args["message_ts"]) === null) return no("message_not_found");
    return yes({ channel: to.id, permalink: permalink(state, to.id, String(args["message_ts"])) });
  },
};

function permalink(state: State, channel: string, ts: string): string {
  return `https://${state.team.domain}.slack.com/archives/${channel}/p${ts.replace(".", "")}`;
}

/** A user's id is their direct messages. */
function destination(state: State, given: unknown): FakeChannel | null {
  return state.people.has(String(given)) ? dmOf(state, String(given)) : findChannel(state, given);
}

function closedToPosts(state: State, to: FakeChannel | null): string | null {
  if (to === null) return "channel_not_found";
  if (to.dmWith !== null && state.people.get(to.dmWith)?.deleted) return "user_not_found";
  if (to.isArchived) return "is_archived";
  const isOpen = state.scopes.has("chat:write.public") && !to.isPrivate;
  return isMember(state, to) || isOpen ? null : closedTo(state, to);
}

/** What is wrong with the text, the blocks or the metadata, whatever is done with them. */
export function contentFault(state: State, args: Json): Json | null {
  const { blocks, metadata } = args;
  if (typeof blocks === "string") return no("invalid_blocks_format");
  if (typeof metadata === "string") return no("invalid_metadata_format");
  if (metadata !== undefined && !isMetadata(metadata)) return no("invalid_metadata_schema");
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  if (args["markdown_text"] !== undefined && (args["text"] !== undefined || hasBlocks))
    return no("markdown_text_conflict");
  if (!hasBlocks && !args["text"] && !args["markdown_text"] && !args["attachments"])
    return no("no_text");
  const fault = blocks === undefined ? null : faultOf(blocks, placeOf(state));
  return fault && refusal(fault);
}

function placeOf({ files }: State): { files: ReadonlySet<string>; isView: false } {
  const complete = [...files.values()].filter(({ isComplete }) => isComplete);
  return { files: new Set(complete.map(({ id }) => id)), isView: false };
}

function refusal({ error, messages }: BlockFault): Json {
  if (messages.length === 0) return no(error);
  return no(error, { errors: messages, response_metadata: { messages } });
}

function isMetadata(given: Json): boolean {
  const { event_type: type, event_payload: payload } = given;
  return typeof type === "string" && typeof payload === "object" && payload !== null;
}

function updateFault({ blocks: before }: FakeMessage, args: Json): Json | null {
  if (String(args["text"] ?? "").length > UPDATE_TEXT) return no("msg_too_long");
  const isRich = (blocks: readonly Json[]): boolean =>
    blocks.some(({ type }) => type === "rich_text");
  const after = blocksOf(args);
  return isRich(before) && after.length > 0 && !isRich(after) ? no("block_mismatch") : null;
}

export function blocksOf(args: Json): readonly Json[] {
  if (args["markdown_text"] !== undefined)
    return [{ type: "markdown", text: String(args["markdown_text"]) }];
  return ((args["blocks"] ?? []) as readonly Json[]).map((block, index) => ({
    ...block,
    block_id: block["block_id"] ?? `b${index}`,
  }));
}

function metadataOf(args: Json): Json | null {
  return (args["metadata"] as Json | undefined) ?? null;
}

export function channelType(to: FakeChannel): string {
  if (to.dmWith !== null) return "im";
  return to.isPrivate ? "group" : "channel";
}

/** The app hears its own messages as everybody else's. */
function tellOf({ state, tell }: Surroundings, to: FakeChannel, message: FakeMessage): void {
  tell({
    ...messageJson(state, message),
    channel: to.id,
    channel_type: channelType(to),
    event_ts: message.ts,
  });
}
