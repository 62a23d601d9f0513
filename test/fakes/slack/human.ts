import type { Courier } from "./delivery.ts";
import { channelOf, happens, type Happening } from "./happening.ts";
import { interactions, type Interactions } from "./interactions.ts";
import { channelType } from "./methods-chat.ts";
import { personJson } from "./methods-people.ts";
import type { FakeMessage, FakePerson, Json, PersonGiven } from "./shapes.ts";
import { placeOf, asTyped, type MessageRef } from "./places.ts";
import { addMessage, dmOf, findMessage, messageJson, type State } from "./state.ts";

export interface Writing {
  /** The team's channel unless it says otherwise; `dm`: to the bot alone. */
  readonly channel?: string;
  readonly thread?: string | MessageRef;
  /** Addresses the bot. */
  readonly mention?: boolean;
}

/** Somebody in the workspace. Each act resolves with what the app said to being told of it. */
export interface Human extends Interactions {
  readonly id: string;
  /** `@name` of somebody who is known becomes a mention. */
  writes(text: string, where?: Writing): Promise<Happening & { readonly message: FakeMessage }>;
  reacts(emoji: string, message: MessageRef): Promise<Happening>;
  takesBack(emoji: string, message: MessageRef): Promise<Happening>;
  edits(message: FakeMessage, text: string): Promise<Happening>;
  opensHome(): Promise<Happening>;
  joins(channel?: string): Promise<Happening>;
  leaves(channel?: string): Promise<Happening>;
  /** As `user_change` tells it. */
  changes(change: Partial<PersonGiven>): Promise<Happening>;
}

export function human(state: State, courier: Courier, id: string, origin: () => string): Human {
  const person = (): FakePerson => {
    const found = state.people.get(id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  const tells = (...events: readonly Json[]): Promise<Happening> => happens(state, courier, events);
  const membership = (type: string, channel = state.home.id): Promise<Happening> => {
    const { members, isPrivate } = channelOf(state, channel);
    if (type === "member_joined_channel") members.add(id);
    else members.delete(id);
    const kind = isPrivate ? "G" : "C";
    const team = state.team.id;
    return tells({ type, user: id, channel, channel_type: kind, team, event_ts: state.ts() });
  };
  return {
    id,
    ...interactions(state, courier, id, origin),
    writes: async (text, where = {}) => {
      const to = placeOf(state, person().id, where.channel);
      const mention = `<@${state.bot.userId}>`;
      const words = asTyped(state, where.mention ? `${mention} ${text}` : text);
      const { thread } = where;
      const message = addMessage(state, to, {
        user: id,
        text: words,
        blocks: [asWritten(words)],
        threadTs: thread === undefined ? null : typeof thread === "string" ? thread : thread.ts,
      });
      const told = {
        ...messageJson(state, message),
        client_msg_id: state.id("client-"),
        channel: to.id,
        event_ts: message.ts,
      };
      const heard = { ...told, channel_type: channelType(to) };
      const isMention = to.dmWith === null && words.includes(mention);
      const happened = await tells(...(isMention ? [{ ...told, type: "app_mention" }] : []), heard);
      return { ...happened, message };
    },
    reacts: (emoji, ref) => tells(reaction(state, { id, emoji, ref }, true)),
    takesBack: (emoji, ref) => tells(reaction(state, { id, emoji, ref }, false)),
    edits: (message, text) => {
      const before = messageJson(state, message);
      message.edits.push({ text: message.text, blocks: message.blocks, at: state.now() });
      message.text = asTyped(state, text);
      const to = channelOf(state, message.channel);
      return tells({
        type: "message",
        subtype: "message_changed",
        channel: to.id,
        channel_type: channelType(to),
        message: messageJson(state, message),
        previous_message: before,
        hidden: true,
        ts: state.ts(),
        event_ts: state.ts(),
      });
    },
    opensHome: () =>
      tells({
        type: "app_home_opened",
        user: person().id,
        channel: dmOf(state, id).id,
        tab: "home",
        event_ts: state.ts(),
      }),
    joins: (channel) => membership("member_joined_channel", channel),
    leaves: (channel) => membership("member_left_channel", channel),
    changes: (change) => {
      Object.assign(person(), change);
      const user = personJson(state, person());
      return tells({ type: "user_change", user, cache_ts: 0, event_ts: state.ts() });
    },
  };
}

function asWritten(text: string): Json {
  const pieces = text.split(/(<@\w+>)/).filter(Boolean);
  const elements = pieces.map((piece) => {
    const user = /^<@(\w+)>$/.exec(piece)?.[1];
    return user ? { type: "user", user_id: user } : { type: "text", text: piece };
  });
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

function reaction(
  state: State,
  { id, emoji, ref }: { readonly id: string; readonly emoji: string; readonly ref: MessageRef },
  isAdded: boolean,
): Json {
  const message = findMessage(channelOf(state, ref.channel), ref.ts);
  if (message === null) throw new Error(`there is no message ${ref.ts} in ${ref.channel}`);
  const who = message.reactions.get(emoji) ?? new Set<string>();
  if (who.has(id) === isAdded)
    throw new Error(`${id} ${isAdded ? "has already given" : "never gave"} :${emoji}:`);
  if (isAdded) message.reactions.set(emoji, who.add(id));
  else if (who.delete(id) && who.size === 0) message.reactions.delete(emoji);
  return {
    type: isAdded ? "reaction_added" : "reaction_removed",
    user: id,
    reaction: emoji,
    item: { type: "message", channel: message.channel, ts: message.ts },
    item_user: message.user,
    event_ts: state.ts(),
  };
}
