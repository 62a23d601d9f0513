import { z } from "zod";
import { MINUTE, SECOND } from "../../../lib/durations.ts";
import type { SlackAnswer, SlackFailure } from "../connection/api.ts";
import type { Connection, Self } from "../connection/connection.ts";
import { isMarkedAs, type Mark } from "./metadata.ts";
import { asMember } from "../connection/membership.ts";

/** One of our own messages, as Slack gives it back. */
export interface OwnMessage {
  readonly ts: string;
  readonly metadata?: unknown;
}

const PAGE = 100;
const PAGES_AT_MOST = 3;

const pageSchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      bot_id: z.string().optional(),
      user: z.string().optional(),
      metadata: z.unknown().optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export interface Sought {
  readonly channel: string;
  /** `ts` of the message whose thread it is in. */
  readonly thread?: string;
  readonly mark: Mark;
  /** It cannot be older than that; real milliseconds. */
  readonly since: number;
}

/** The `ts` of the message that carries the mark, among the last few hundred. Null: there is none, or it is not ours to look. */
export async function seek(
  connection: Connection,
  { channel, thread, mark, since }: Sought,
  signal: AbortSignal,
): Promise<{ readonly outcome: "sought"; readonly ts: string | null } | SlackFailure> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const read = await readOwn(
      connection,
      {
        channel,
        thread,
        oldest: String(Math.max(0, since - MINUTE) / SECOND),
        limit: PAGE,
        cursor,
      },
      signal,
    );
    if (read.outcome === "failed") return read.permanent ? { outcome: "sought", ts: null } : read;
    const found = read.data.messages.find(({ metadata }) => isMarkedAs(metadata, mark));
    if (found !== undefined) return { outcome: "sought", ts: found.ts };
    if (!read.data.next) break;
    cursor = read.data.next;
  }
  return { outcome: "sought", ts: null };
}

/** Our own message at exactly that `ts`, in a channel or in one of its threads. Null: there is none of ours. */
export async function readOne(
  connection: Connection,
  channel: string,
  ts: string,
  signal: AbortSignal,
): Promise<{ readonly outcome: "read"; readonly message: OwnMessage | null } | SlackFailure> {
  const at = { channel, oldest: ts, latest: ts, limit: 1 };
  const inChannel = await readOwn(connection, at, signal);
  if (inChannel.outcome === "failed") return inChannel;
  const [message] = inChannel.data.messages;
  if (message?.ts === ts) return { outcome: "read", message };
  // The message that the thread began with comes along.
  const inThread = await readOwn(connection, { ...at, limit: 2, thread: ts }, signal);
  if (inThread.outcome === "answered")
    return { outcome: "read", message: inThread.data.messages.find((m) => m.ts === ts) ?? null };
  return inThread.error === "thread_not_found" ? { outcome: "read", message: null } : inThread;
}

interface Range {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly oldest: string;
  readonly latest?: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Page {
  readonly messages: readonly OwnMessage[];
  readonly next: string | null;
}

async function readOwn(
  connection: Connection,
  { thread, ...range }: Range,
  signal: AbortSignal,
): Promise<SlackAnswer<Page>> {
  const self = await connection.untilKnown(signal);
  if (self === null) return UNKNOWN_SELF;
  const method = thread === undefined ? "conversations.history" : "conversations.replies";
  const args = { ...range, inclusive: true, include_all_metadata: true };
  const answer = await asMember(connection, range.channel, signal, () =>
    connection.api.call(method, thread === undefined ? args : { ...args, ts: thread }, signal),
  );
  if (answer.outcome === "failed") return answer;
  const read = pageSchema.safeParse(answer.data);
  if (!read.success) return { ...UNKNOWN_SELF, mayHaveArrived: true };
  return {
    outcome: "answered",
    data: {
      messages: read.data.messages.filter((message) => isOurs(message, self)),
      next: read.data.response_metadata?.next_cursor || null,
    },
  };
}

function isOurs(
  message: { readonly bot_id?: string | undefined; readonly user?: string | undefined },
  { botId, userId }: Self,
): boolean {
  return message.user === userId || (botId !== "" && message.bot_id === botId);
}

const UNKNOWN_SELF: SlackFailure = {
  outcome: "failed",
  reason: "server-error",
  permanent: false,
  error: "",
  mayHaveArrived: false,
};
