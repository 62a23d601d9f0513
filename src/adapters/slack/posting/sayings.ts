import type { Clock } from "../../../lib/clock.ts";
import { DAY } from "../../../lib/durations.ts";
import type { Posted, Saying } from "../../../ports/room.ts";
import type { Abouts } from "./about.ts";
import type { SlackFailure } from "../connection/api.ts";
import type { Connection } from "../connection/connection.ts";
import type { Places } from "./places.ts";
import type { Posting, Posts } from "./post.ts";
import { placeOf, refOf } from "./ref.ts";
import { sayingMessage } from "./saying-message.ts";
import { isLeftBehind, toFailure } from "./sent.ts";

/** An outage may lie between two attempts. */
const TRIED_WITHIN_MS = DAY;
/** Slack's words for a thread that cannot be written into. */
const NO_THREAD = new Set([
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
  "thread_locked",
  "invalid_thread_ts",
]);

export interface SayingParts {
  readonly connection: Connection;
  readonly posts: Posts;
  readonly places: Places;
  readonly abouts: Abouts;
  readonly clock: Clock;
}

/** In the thread of its incident, and in the channel as well when it is loud; in the channel when there is no thread. */
export function createSayings(
  parts: SayingParts,
): (saying: Saying, signal: AbortSignal) => Promise<Posted> {
  const { connection, posts, places, abouts, clock } = parts;
  return async (saying, signal) => {
    const { id, incident: number, loud, isUncertain } = saying;
    const told = number === null ? null : await places.find(number);
    const about =
      number === null || !told?.id ? null : ({ kind: "incident", id: told.id, number } as const);
    const place = told ?? placeOf(saying.summary ?? "");
    const posting: Posting = {
      channel: connection.channel(place?.channel),
      message: sayingMessage(saying),
      mark: { kind: "saying", id, about },
      urgency: loud ? "change" : "other",
      triedSince: isUncertain ? clock.real() - TRIED_WITHIN_MS : null,
    };
    const inThread = place === null ? null : { ...posting, thread: place.ts, broadcast: loud };
    const first = await posts.post(inThread ?? posting, signal);
    const ofTeam = connection.channel();
    const isLost =
      first.outcome === "failed" && (hasNoThread(first) || isLeftBehind(first, posting, ofTeam));
    const sent =
      inThread !== null && isLost
        ? await posts.post({ ...posting, channel: ofTeam }, signal)
        : first;
    if (sent.outcome === "failed") return toFailure(sent);
    if (about !== null) await abouts.remember(sent.channel, sent.ts, about);
    return { outcome: "posted", ref: refOf(sent) };
  };
}

function hasNoThread({ error }: SlackFailure): boolean {
  return NO_THREAD.has(error);
}
