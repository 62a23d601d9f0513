import { channelType } from "./methods-chat.ts";
import { closedTo, findChannel, isMember, isTrue, no, page, yes, type Method } from "./method.ts";
import type { FakeChannel, FakeMessage, Json } from "./shapes.ts";
import { addMessage, dmOf, findMessage, messageJson, type State } from "./state.ts";

const TOPIC = 250;

export const conversationMethods: Readonly<Record<string, Method>> = {
  "conversations.info": (args, { state }) => {
    const found = findChannel(state, args["channel"]);
    if (found === null || (found.isPrivate && !isMember(state, found)))
      return no("channel_not_found");
    const count = isTrue(args["include_num_members"]) && { num_members: found.members.size };
    return yes({ channel: { ...channelJson(state, found), ...count } });
  },

  "conversations.list": (args, { state }) =>
    listed([...state.channels.values()].filter(isWanted(args, state)), args, state),

  "users.conversations": (args, { state }) => {
    const user = String(args["user"] ?? state.bot.userId);
    const theirs = [...state.channels.values()].filter(({ members }) => members.has(user));
    return listed(theirs.filter(isWanted(args, state)), args, state);
  },

  "conversations.members": (args, { state }) => {
    const found = findChannel(state, args["channel"]);
    if (found === null || (found.isPrivate && !isMember(state, found)))
      return no("channel_not_found");
    const some = page([...found.members], args, 100);
    return some ? yes({ members: some.items, ...some.metadata }) : no("invalid_cursor");
  },

  "conversations.open": (args, { state }) => {
    const users = String(args["users"] ?? "")
      .split(",")
      .filter(Boolean);
    const [user = ""] = users;
    if (users.length > 1) return no("not_supported_here");
    const person = state.people.get(user);
    if (person === undefined) return no("user_not_found");
    if (person.deleted) return no("user_disabled");
    if (person.is_bot) return no("cannot_dm_bot");
    const known = [...state.channels.values()].some(({ dmWith }) => dmWith === user);
    const { id } = dmOf(state, user);
    return yes({
      channel: isTrue(args["return_im"]) ? { id, is_im: true, user } : { id },
      ...(known && { no_op: true, already_open: true }),
    });
  },

  "conversations.history": (args, { state }) => {
    const found = findChannel(state, args["channel"]);
    const closed = closedTo(state, found);
    if (found === null || closed !== null) return no(closed ?? "channel_not_found");
    const all = found.messages
      .filter((one) => isPublic(one) && one.threadTs === null && isBetween(one, args))
      .toReversed();
    return answered(all, args, state, 100);
  },

  "conversations.replies": (args, { state }) => {
    const found = findChannel(state, args["channel"]);
    const closed = closedTo(state, found);
    if (found === null || closed !== null) return no(closed ?? "channel_not_found");
    const named = findMessage(found, args["ts"]);
    if (named === null) return no("thread_not_found");
    const parent = findMessage(found, named.threadTs ?? named.ts) ?? named;
    const replies = found.messages.filter(
      (one) => isPublic(one) && one.threadTs === parent.ts && isBetween(one, args),
    );
    return answered([parent, ...replies], args, state, 1_000);
  },

  "conversations.join": (args, around) => {
    const { state } = around;
    const found = findChannel(state, args["channel"]);
    if (found === null || (found.isPrivate && !isMember(state, found)))
      return no("channel_not_found");
    if (found.isPrivate) return no("method_not_supported_for_channel_type");
    if (found.isArchived) return no("is_archived");
    if (isMember(state, found))
      return yes({ channel: channelJson(state, found), warning: "already_in_channel" });
    found.members.add(state.bot.userId);
    around.tell({
      type: "member_joined_channel",
      user: state.bot.userId,
      channel: found.id,
      channel_type: found.isPrivate ? "G" : "C",
      team: state.team.id,
      event_ts: state.ts(),
    });
    state.news.emit("change");
    return yes({ channel: channelJson(state, found) });
  },

  "conversations.setTopic": (args, around) => {
    const { state } = around;
    const found = findChannel(state, args["channel"]);
    const closed = closedTo(state, found);
    if (found === null || closed !== null) return no(closed ?? "channel_not_found");
    if (found.isArchived) return no("is_archived");
    const topic = String(args["topic"] ?? "");
    if (topic.length > TOPIC) return no("too_long");
    found.topic = topic;
    const { ts } = addMessage(state, found, {
      user: state.bot.userId,
      text: `set the channel topic: ${topic}`,
      subtype: "channel_topic",
    });
    around.tell({
      type: "message",
      subtype: "channel_topic",
      user: state.bot.userId,
      text: `set the channel topic: ${topic}`,
      topic,
      ts,
      channel: found.id,
      channel_type: channelType(found),
      event_ts: ts,
    });
    return yes({ channel: channelJson(state, found) });
  },
};

function channelJson(state: State, found: FakeChannel): Json {
  const { id, name, isPrivate, dmWith, isArchived, topic } = found;
  if (dmWith !== null)
    return { id, is_im: true, user: dmWith, is_archived: isArchived, is_open: true };
  return {
    id,
    name,
    name_normalized: name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: isArchived,
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    is_member: isMember(state, found),
    context_team_id: state.team.id,
    topic: { value: topic, creator: topic ? state.bot.userId : "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}

function isWanted(args: Json, state: State): (one: FakeChannel) => boolean {
  const types = String(args["types"] ?? "public_channel").split(",");
  return (one) => {
    if (isTrue(args["exclude_archived"]) && one.isArchived) return false;
    if (one.dmWith !== null) return types.includes("im");
    if (!one.isPrivate) return types.includes("public_channel");
    return types.includes("private_channel") && isMember(state, one);
  };
}

function listed(found: readonly FakeChannel[], args: Json, state: State): Json {
  const some = page(found, args, 100);
  if (some === null) return no("invalid_cursor");
  return yes({ channels: some.items.map((one) => channelJson(state, one)), ...some.metadata });
}

function isPublic(one: FakeMessage): boolean {
  return !one.isDeleted && one.ephemeralTo === null;
}

function isBetween({ ts }: FakeMessage, { oldest, latest, inclusive }: Json): boolean {
  const at = Number(ts);
  const isEdge = ts === String(oldest) || ts === String(latest);
  if (isEdge) return isTrue(inclusive);
  return (!oldest || at > Number(oldest)) && (!latest || at < Number(latest));
}

function answered(all: readonly FakeMessage[], args: Json, state: State, usual: number): Json {
  const some = page(all, args, usual);
  if (some === null) return no("invalid_cursor");
  const withMetadata = isTrue(args["include_all_metadata"]);
  return yes({
    messages: some.items.map((one) => messageJson(state, one, withMetadata)),
    has_more: some.metadata["response_metadata"].next_cursor !== "",
    ...some.metadata,
  });
}
