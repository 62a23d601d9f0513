import { z } from "zod";

/** Something that a human wrote. */
export interface Line {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  /** The message in whose thread it stands; null: in none. */
  readonly thread: string | null;
  readonly isDirect: boolean;
  /** It names us, or nobody else can read it. */
  readonly isAddressed: boolean;
  /** Without our name; empty for chat, of which nothing is kept. */
  readonly text: string;
}

const messageSchema = z.object({
  type: z.enum(["message", "app_mention"]),
  subtype: z.enum(["file_share", "thread_broadcast", "me_message"]).optional(),
  bot_id: z.undefined().optional(),
  hidden: z.literal(false).optional(),
  user: z.string().min(1),
  channel: z.string().min(1),
  channel_type: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().optional(),
});

/** Null: not written by a human, or no new line, as an edit. `self` is our user id, when we know it. */
export function readLine(event: unknown, self: string | null): Line | null {
  const read = messageSchema.safeParse(event);
  if (!read.success || read.data.user === self) return null;
  const { type, user, channel, channel_type: kind, ts, thread_ts: thread, text = "" } = read.data;
  const isDirect = kind === "im" || channel.startsWith("D");
  return {
    user,
    channel,
    ts,
    thread: thread === undefined || thread === ts ? null : thread,
    isDirect,
    isAddressed: type === "app_mention" || isDirect || (self !== null && namesUs(text, self)),
    text: self === null ? text.trim() : withoutUs(text, self),
  };
}

const namesUs = (text: string, self: string): boolean =>
  text.includes(`<@${self}>`) || text.includes(`<@${self}|`);

/** The comma or colon that goes with the name goes with it. */
function withoutUs(text: string, self: string): string {
  return text
    .split(new RegExp(`<@${self.replaceAll(/\W/g, "")}(?:\\|[^>]*)?>`))
    .map((part, index) => (index === 0 ? part : part.replace(/^\s*[:,]/, " ")))
    .join(" ")
    .trim();
}
