import { SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import { plainText } from "../drawing/fallback.ts";
import type { HandlerParts } from "./handler-parts.ts";
import type { SlackMessage, SlackPost } from "../drawing/message.ts";
import type { Mark } from "../posting/metadata.ts";
import { TOO_MUCH } from "../posting/post.ts";

/** Where somebody is answered. */
export interface Place {
  readonly channel: string;
  readonly user: string;
  /** Null: not in a thread. */
  readonly thread: string | null;
  /** Nobody else reads it. */
  readonly isDirect: boolean;
  /** How Slack answers a command, also in a channel in which we may post nothing. */
  readonly aside?: (message: SlackMessage) => void;
}

export type SayingParts = Pick<HandlerParts, "connection" | "posts" | "log">;

/** In a storm the room's own messages go first. */
const WITHIN_MS = 30 * SECOND;
const ALONE_WITHIN_MS = 10 * SECOND;
const ANSWER: Mark = { kind: "saying", id: "answer", about: null };

/** Posts for all who read there; what does not fit goes into the thread. Answers the message's ts; null when it could not be posted. */
export async function sayThere(
  parts: SayingParts,
  where: Pick<Place, "channel" | "thread">,
  post: SlackPost,
  mark: Mark = ANSWER,
): Promise<string | null> {
  const ts = await postOne(parts, where, post.main, mark);
  if (ts === null) return null;
  for (const further of post.thread)
    await postOne(parts, { ...where, thread: where.thread ?? ts }, further, ANSWER);
  return ts;
}

async function postOne(
  { posts, log }: SayingParts,
  { channel, thread }: Pick<Place, "channel" | "thread">,
  message: SlackMessage,
  mark: Mark,
): Promise<string | null> {
  const sent = await posts.post(
    {
      channel,
      message,
      mark,
      urgency: "other",
      triedSince: null,
      ...(thread !== null && { thread }),
    },
    deadline(WITHIN_MS),
  );
  if (sent.outcome === "posted") return sent.ts;
  logFailure(log, "chat.postMessage", sent.error || sent.reason);
  return null;
}

/** For one person's eyes. In a direct message all are. */
export async function sayAlone(parts: SayingParts, place: Place, post: SlackPost): Promise<void> {
  if (place.isDirect) {
    await sayThere(parts, place, post);
    return;
  }
  const messages = [post.main, ...post.thread];
  if (place.aside) return messages.forEach(place.aside);
  for (const message of messages) if (!(await whisper(parts, place, message))) return;
}

async function whisper(
  { connection, log }: SayingParts,
  { channel, user, thread }: Place,
  message: SlackMessage,
): Promise<boolean> {
  const send = ({ text, blocks }: SlackMessage): ReturnType<typeof connection.api.call> =>
    connection.api.call(
      "chat.postEphemeral",
      { channel, user, text, blocks, ...(thread !== null && { thread_ts: thread }) },
      deadline(ALONE_WITHIN_MS),
    );
  const whole = await send(message);
  const isTooMuch = whole.outcome === "failed" && TOO_MUCH.has(whole.error);
  const answer = isTooMuch ? await send(plainText(message)) : whole;
  if (answer.outcome === "answered") return true;
  logFailure(log, "chat.postEphemeral", answer.error || answer.reason);
  return false;
}

/** As a direct message, wherever it was asked. False when that could not be done. */
export async function sayDirect(
  parts: SayingParts,
  user: string,
  post: SlackPost,
): Promise<boolean> {
  const channel = await directChannel(parts, user);
  return channel !== null && (await sayThere(parts, { channel, thread: null }, post)) !== null;
}

/** Id of our direct messages with somebody; null when Slack does not tell, or they take none. */
export async function directChannel(
  { connection, log }: Pick<SayingParts, "connection" | "log">,
  user: string,
): Promise<string | null> {
  const answer = await connection.api.call<{ readonly channel?: { readonly id?: string } }>(
    "conversations.open",
    { users: user },
    deadline(ALONE_WITHIN_MS),
  );
  if (answer.outcome === "answered") return answer.data.channel?.id ?? null;
  logFailure(log, "conversations.open", answer.error || answer.reason);
  return null;
}

export const single = (main: SlackMessage): SlackPost => ({ main, thread: [] });

function logFailure(log: HandlerParts["log"], method: string, error: string): void {
  log.warn({ method, error }, "an answer could not be given in Slack");
}
