import { cut } from "../../../lib/cut.ts";
import type { SlackAnswer, SlackFailure } from "../connection/api.ts";
import { channelProblem } from "../connection/channel-problem.ts";
import type { Connection } from "../connection/connection.ts";
import { seek } from "./history.ts";
import { EDITS, type Urgency } from "../connection/lines.ts";
import { asMember } from "../connection/membership.ts";
import type { SlackMessage } from "../drawing/message.ts";
import { type Mark, metadataOf } from "./metadata.ts";
import { isGone } from "./sent.ts";

export interface Posting {
  readonly channel: string;
  readonly message: SlackMessage;
  readonly mark: Mark;
  readonly urgency: Urgency;
  /** `ts` of the message whose thread it goes into. */
  readonly thread?: string;
  /** From the thread into the channel as well. */
  readonly broadcast?: boolean;
  /** An attempt since then may have arrived, in real milliseconds; null: there was none. */
  readonly triedSince: number | null;
}

export interface Editing {
  readonly channel: string;
  readonly ts: string;
  readonly message: SlackMessage;
  readonly urgency: Urgency;
  /** Nothing smaller is sent in its place. */
  readonly asItIs?: true;
}

export type Sent =
  | { readonly outcome: "posted"; readonly channel: string; readonly ts: string }
  | SlackFailure;

/** Messages at Slack's pace. One that may be there already is looked for; one that Slack finds too much is made smaller. */
export interface Posts {
  post(posting: Posting, signal: AbortSignal): Promise<Sent>;
  edit(editing: Editing, signal: AbortSignal): Promise<Sent>;
}

/** Ways to make less of a message that Slack does not take. */
export interface Fallback {
  readonly halved: (message: SlackMessage) => SlackMessage;
  readonly plainText: (message: SlackMessage) => SlackMessage;
}

/** Slack's words for blocks or a text that it does not take. */
export const TOO_MUCH: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_too_long",
  "msg_blocks_too_long",
  "no_text",
]);
/** Longer texts cannot be edited. */
const TEXT_LENGTH = 3_900;

export function createPosts(connection: Connection, fallback: Fallback): Posts {
  const edit: Posts["edit"] = async ({ channel, ts, message, urgency, asItIs }, signal) => {
    const send: Send = (content) =>
      connection.lines.send(EDITS, urgency, signal, () =>
        connection.api.call<PostAnswer>("chat.update", { channel, ts, ...content }, signal),
      );
    const sent = await (asItIs ? send(contentOf(message)) : smaller(message, fallback, send));
    return sentOf(connection, channel, sent);
  };
  return {
    edit,
    post: async (posting, signal) => {
      const { channel, urgency, message } = posting;
      const sought = await soughtBefore(connection, posting, signal);
      if (sought.outcome === "failed") return sought;
      if (sought.ts !== null) {
        if (isFixed(posting.mark)) return { outcome: "posted", channel, ts: sought.ts };
        const edited = await edit({ channel, ts: sought.ts, message, urgency }, signal);
        if (edited.outcome === "posted" || !isGone(edited)) return edited;
      }
      const rest = argumentsOf(posting);
      const send: Send = (content) =>
        asMember(connection, channel, signal, () =>
          connection.lines.send(channel, urgency, signal, () =>
            connection.api.call<PostAnswer>("chat.postMessage", { ...rest, ...content }, signal),
          ),
        );
      return sentOf(connection, channel, await smaller(message, fallback, send));
    },
  };
}

interface Content {
  readonly text: string;
  readonly blocks: SlackMessage["blocks"];
  readonly parse?: "none";
  readonly mrkdwn?: false;
}

/** Where the text is the message, nothing in it is a link or set in bold. */
const AS_WRITTEN = { parse: "none", mrkdwn: false } as const;

interface PostAnswer {
  readonly ts?: unknown;
}

type Send = (content: Content) => Promise<SlackAnswer<PostAnswer>>;

function contentOf({ text, blocks }: SlackMessage): Content {
  return { text: cut(text, TEXT_LENGTH), blocks, ...(blocks.length === 0 && AS_WRITTEN) };
}

function argumentsOf({ channel, mark, thread, broadcast }: Posting): Record<string, unknown> {
  return {
    channel,
    metadata: metadataOf(mark),
    unfurl_links: false,
    unfurl_media: false,
    ...(thread !== undefined && { thread_ts: thread, reply_broadcast: broadcast === true }),
  };
}

async function smaller(
  message: SlackMessage,
  { halved, plainText }: Fallback,
  send: Send,
): Promise<SlackAnswer<PostAnswer>> {
  const whole = await send(contentOf(message));
  if (!isTooMuch(whole)) return whole;
  const half = await send(contentOf(halved(message)));
  return isTooMuch(half) ? send(contentOf(plainText(message))) : half;
}

function isTooMuch(answer: SlackAnswer<PostAnswer>): boolean {
  return answer.outcome === "failed" && TOO_MUCH.has(answer.error);
}

async function soughtBefore(
  connection: Connection,
  { channel, thread, mark, triedSince }: Posting,
  signal: AbortSignal,
): ReturnType<typeof seek> {
  if (triedSince === null) return { outcome: "sought", ts: null };
  return seek(
    connection,
    { channel, mark, since: triedSince, ...(thread !== undefined && { thread }) },
    signal,
  );
}

/** What never changes once it is said. */
function isFixed({ kind }: Mark): boolean {
  return kind === "saying" || kind === "thread" || kind === "subject";
}

/** Says besides what it shows of the state of the team's channel. */
function sentOf(connection: Connection, channel: string, answer: SlackAnswer<PostAnswer>): Sent {
  if (channel === connection.channel()) {
    const problem = answer.outcome === "failed" ? channelProblem(answer.error, channel) : null;
    if (problem !== null || answer.outcome === "answered") connection.noticed("channel", problem);
  }
  if (answer.outcome === "failed") return answer;
  const { ts } = answer.data;
  return typeof ts === "string" ? { outcome: "posted", channel, ts } : NO_TS;
}

const NO_TS: SlackFailure = {
  outcome: "failed",
  reason: "server-error",
  permanent: false,
  error: "",
  mayHaveArrived: true,
};
