import { z } from "zod";
import { plainEmoji } from "./plain-emoji.ts";

/** An emoji that was put on a message, or taken off. */
export interface Reaction {
  readonly user: string;
  /** Without a skin tone. */
  readonly emoji: string;
  readonly channel: string;
  readonly ts: string;
  /** Slack's time of the act. */
  readonly at: string;
}

const schema = z.object({
  user: z.string().min(1),
  reaction: z.string().min(1),
  item: z.object({ type: z.literal("message"), channel: z.string().min(1), ts: z.string().min(1) }),
  event_ts: z.string(),
});

/** Null: on a file, or nothing that we know. */
export function readReaction(event: unknown): Reaction | null {
  const read = schema.safeParse(event);
  if (!read.success) return null;
  const { user, reaction, item, event_ts: at } = read.data;
  return { user, emoji: plainEmoji(reaction), channel: item.channel, ts: item.ts, at };
}
