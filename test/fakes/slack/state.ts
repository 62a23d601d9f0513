import { EventEmitter } from "node:events";
import type {
  Call,
  FakeChannel,
  FakeFile,
  FakeMessage,
  FakePerson,
  FakeView,
  Json,
  PersonGiven,
  ResponseUrl,
} from "./shapes.ts";

export interface Options {
  /** Real milliseconds. */
  readonly now?: () => number;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly scopes?: readonly string[];
  /** Events that the app has subscribed to. */
  readonly events?: readonly string[];
  /** The team's channel. The bot is a member. */
  readonly channel?: {
    readonly id?: string;
    readonly name?: string;
    readonly isPrivate?: boolean;
    readonly isArchived?: boolean;
  };
  /** One message per channel and so many real milliseconds, with so many at once before that counts; null: as fast as they come. */
  readonly pacing?: { readonly everyMs: number; readonly burst?: number } | null;
  /** How long the app has to answer what it is told; real milliseconds. */
  readonly answerWithinMs?: number;
  /** Whether the app is told of its own messages, as Slack does. */
  readonly echo?: boolean;
}

export const ALL_SCOPES = [
  "app_mentions:read",
  "channels:history",
  "channels:join",
  "channels:read",
  "channels:write.topic",
  "chat:write",
  "commands",
  "dnd:read",
  "files:write",
  "groups:history",
  "groups:read",
  "groups:write.topic",
  "im:history",
  "im:read",
  "im:write",
  "metadata.message:read",
  "reactions:read",
  "reactions:write",
  "team:read",
  "users:read",
  "users:read.email",
];

const ALL_EVENTS = [
  "app_home_opened",
  "app_mention",
  "message.channels",
  "message.groups",
  "message.im",
  "reaction_added",
  "reaction_removed",
  "member_joined_channel",
  "member_left_channel",
  "channel_archive",
  "channel_unarchive",
  "channel_deleted",
  "channel_left",
  "group_left",
  "channel_rename",
  "channel_id_changed",
  "user_change",
  "tokens_revoked",
  "app_uninstalled",
];

/** All that this Slack knows, and the ids it gives out. */
export interface State {
  readonly now: () => number;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly scopes: Set<string>;
  readonly events: Set<string>;
  readonly team: { readonly id: string; readonly domain: string; readonly name: string };
  readonly bot: { readonly userId: string; readonly botId: string; readonly appId: string };
  /** The team's channel. */
  readonly home: FakeChannel;
  readonly channels: Map<string, FakeChannel>;
  readonly people: Map<string, FakePerson>;
  readonly views: FakeView[];
  readonly files: Map<string, FakeFile>;
  readonly calls: Call[];
  /** When each was given out, in real milliseconds; and whether it was used. */
  readonly triggers: Map<string, { readonly at: number; readonly user: string; used: boolean }>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Said to every call with the bot's token; null: the token is good. */
  tokenError: string | null;
  /** `change`: something is not as it was. */
  readonly news: EventEmitter;
  ts(): string;
  id(prefix: string): string;
}

export function createState(options: Options): State {
  const now = options.now ?? Date.now;
  let lastTs = 0;
  let count = 0;
  const home = channel({
    id: "C0WATCHROOM",
    name: "on-call",
    isPrivate: false,
    ...options.channel,
  });
  const bot = { userId: "U0WATCHROOM", botId: "B0WATCHROOM", appId: "A0WATCHROOM" };
  home.isArchived = options.channel?.isArchived ?? false;
  home.members.add(bot.userId);
  const news = new EventEmitter();
  news.setMaxListeners(0);
  return {
    now,
    botToken: options.botToken ?? "xoxb-test",
    appToken: options.appToken ?? "xapp-test",
    signingSecret: options.signingSecret ?? "0123456789abcdef0123456789abcdef",
    scopes: new Set(options.scopes ?? ALL_SCOPES),
    events: new Set(options.events ?? ALL_EVENTS),
    team: { id: "T0TEAM", domain: "team", name: "Team" },
    bot,
    home,
    channels: new Map([[home.id, home]]),
    people: new Map(),
    views: [],
    files: new Map(),
    calls: [],
    triggers: new Map(),
    responseUrls: new Map(),
    tokenError: null,
    news,
    ts: () => {
      lastTs = Math.max(Math.floor(now() * 1_000), lastTs + 1);
      return asTs(lastTs);
    },
    id: (prefix) => {
      count += 1;
      return `${prefix}${String(count).padStart(9, "0")}`;
    },
  };
}

function asTs(micros: number): string {
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
}

export function channel(
  given: Pick<FakeChannel, "id" | "name" | "isPrivate"> & { readonly dmWith?: string },
): FakeChannel {
  return {
    dmWith: null,
    ...given,
    isArchived: false,
    topic: "",
    members: new Set(),
    messages: [],
  };
}

export function addPerson(state: State, given: PersonGiven): FakePerson {
  const { dnd = false, presence = "away", channels = [state.home.id], ...rest } = given;
  const hour = 3_600_000;
  const around = { from: state.now() - hour, until: state.now() + hour };
  const person: FakePerson = {
    ...rest,
    presence,
    quiet: dnd === true ? around : dnd === false ? null : dnd,
  };
  state.people.set(person.id, person);
  for (const id of channels) state.channels.get(id)?.members.add(person.id);
  return person;
}

/** The direct messages of the app with somebody; opened when there are none yet. */
export function dmOf(state: State, user: string): FakeChannel {
  for (const one of state.channels.values()) if (one.dmWith === user) return one;
  const opened = channel({ id: state.id("D"), name: user, isPrivate: true, dmWith: user });
  opened.members.add(user).add(state.bot.userId);
  state.channels.set(opened.id, opened);
  return opened;
}

export function addMessage(
  state: State,
  to: FakeChannel,
  given: Partial<FakeMessage> & Pick<FakeMessage, "user">,
): FakeMessage {
  const message: FakeMessage = {
    ts: state.ts(),
    byApp: given.user === state.bot.userId,
    text: "",
    blocks: [],
    threadTs: null,
    metadata: null,
    edits: [],
    reactions: new Map(),
    ephemeralTo: null,
    subtype: null,
    isDeleted: false,
    args: {},
    ...given,
    channel: to.id,
  };
  to.messages.push(message);
  state.news.emit("change");
  return message;
}

/** Null for what was never there, is gone, or was shown to one person alone. */
export function findMessage(to: FakeChannel, ts: unknown): FakeMessage | null {
  const found = to.messages.find((one) => one.ts === ts);
  return found && !found.isDeleted && found.ephemeralTo === null ? found : null;
}

/** As Slack tells of it. */
export function messageJson(state: State, message: FakeMessage, withMetadata = false): Json {
  const replies = (state.channels.get(message.channel)?.messages ?? []).filter(
    (one) => one.threadTs === message.ts && !one.isDeleted && one.ephemeralTo === null,
  );
  const edit = message.edits.at(-1);
  const thread = message.threadTs ?? (replies.length > 0 ? message.ts : null);
  return {
    type: "message",
    ...(message.subtype !== null && { subtype: message.subtype }),
    user: message.user,
    ...(message.byApp && { bot_id: state.bot.botId, app_id: state.bot.appId }),
    ts: message.ts,
    team: state.team.id,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(thread !== null && { thread_ts: thread }),
    ...(replies.length > 0 && {
      reply_count: replies.length,
      latest_reply: replies.at(-1)?.ts,
      reply_users: [...new Set(replies.map(({ user }) => user))],
    }),
    ...(edit && { edited: { user: message.user, ts: asTs(Math.floor(edit.at * 1_000)) } }),
    ...(message.reactions.size > 0 && { reactions: reactionsJson(message) }),
    ...(withMetadata && message.metadata !== null && { metadata: message.metadata }),
  };
}

export function reactionsJson({ reactions }: FakeMessage): readonly Json[] {
  return [...reactions].map(([name, users]) => ({
    name,
    users: [...users],
    count: users.size,
  }));
}
