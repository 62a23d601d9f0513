import type { Self } from "../connection/connection.ts";

/** What of an event is stored, and under which names it is known. */
export interface Kept {
  readonly event: SlackEvent;
  /** Beside Slack's own event id: a mention comes as two events of one message. */
  readonly id: string | null;
  readonly line: string;
  readonly isTalk: boolean;
}

export type SlackEvent = Readonly<Record<string, unknown>>;

export interface Ourselves {
  /** Null while Slack has not told us. */
  readonly self: Pick<Self, "userId" | "botId"> | null;
  /** The team's channel. */
  readonly channel: string;
}

/** What a human writes; other subtypes are hidden, a notice of Slack's own, or from a bot. */
const HUMAN_SUBTYPES = new Set<unknown>([
  undefined,
  "file_share",
  "thread_broadcast",
  "me_message",
]);
/** How somebody addresses us without a mention. */
const ADDRESSED = /^\s*(?:@?watchroom(?=[\s:,]|$)|\/[a-z])/i;
/** What counts unaddressed, alone on one line. */
const COMMAND = /^\s*(?:(?:playbook|ack|resolve)(?:[^\S\r\n][^\r\n]*)?|accept|decline)\s*$/i;
const MESSAGE_FIELDS = [
  "type",
  "subtype",
  "channel",
  "channel_type",
  "user",
  "text",
  "ts",
  "thread_ts",
  "event_ts",
  "team",
  "user_team",
] as const;
const TALK_FIELDS = ["type", "channel", "channel_type", "user", "ts", "event_ts"] as const;

/** Null: nobody needs to know. Of chat that is no command only who, when and where is kept, never what. */
export function worthKeeping(event: SlackEvent, ourselves: Ourselves): Kept | null {
  const type = text(event["type"]);
  if (type === "") return null;
  if (type === "message" || type === "app_mention") return keepMessage(event, ourselves);
  const user = userOf(event);
  const isMembership = type === "member_joined_channel" || type === "member_left_channel";
  if (isOurs(user, ourselves) && !isMembership) return null;
  const item = record(event["item"]);
  const place =
    type === "reaction_added" || type === "reaction_removed"
      ? `${text(item["channel"])} ${text(item["ts"])}`
      : `${type} ${user}`;
  return {
    event: withoutContents(event),
    id: null,
    line: place,
    isTalk: false,
  };
}

function keepMessage(event: SlackEvent, { self, channel }: Ourselves): Kept | null {
  const user = text(event["user"]);
  const isHuman =
    user !== "" &&
    event["bot_id"] === undefined &&
    event["hidden"] !== true &&
    HUMAN_SUBTYPES.has(event["subtype"]);
  if (!isHuman || isOurs(user, { self })) return null;
  const where = text(event["channel"]);
  const line = `${where} ${user}`;
  if (isMeant(event, self)) {
    const id = `said ${where} ${text(event["ts"])}`;
    return { event: pick(event, MESSAGE_FIELDS), id, line, isTalk: false };
  }
  return where === channel
    ? { event: pick(event, TALK_FIELDS), id: null, line, isTalk: true }
    : null;
}

/** Without knowing who we are, a mention is known by its own event, which follows. */
function isMeant(event: SlackEvent, self: Ourselves["self"]): boolean {
  if (event["type"] === "app_mention" || event["channel_type"] === "im") return true;
  const said = text(event["text"]);
  const isMention =
    self !== null && (said.includes(`<@${self.userId}>`) || said.includes(`<@${self.userId}|`));
  return isMention || ADDRESSED.test(said) || COMMAND.test(said);
}

function isOurs(user: string, { self }: Pick<Ourselves, "self">): boolean {
  return self !== null && user === self.userId;
}

/** `user_change` brings an address and a phone number along, and an opened home all that it shows; whoever wants to know asks. */
function withoutContents(event: SlackEvent): SlackEvent {
  const { user } = event;
  const rest = pick(
    event,
    Object.keys(event).filter((field) => field !== "view"),
  );
  return typeof user === "object" && user !== null
    ? { ...rest, user: pick(user as SlackEvent, ["id"]) }
    : rest;
}

function userOf({ user }: SlackEvent): string {
  return typeof user === "string" ? user : text(record(user)["id"]);
}

function record(value: unknown): SlackEvent {
  return typeof value === "object" && value !== null ? (value as SlackEvent) : {};
}

function pick(from: SlackEvent, fields: readonly string[]): SlackEvent {
  return Object.fromEntries(
    fields.flatMap((field) => (from[field] === undefined ? [] : [[field, from[field]]])),
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
