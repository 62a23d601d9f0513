import type { Clock } from "../../../lib/clock.ts";
import type { Posted, Shown, Summary } from "../../../ports/room.ts";
import type { Abouts } from "./about.ts";
import type { Connection } from "../connection/connection.ts";
import type { SlackPost } from "../drawing/message.ts";
import type { Places } from "./places.ts";
import type { Posts, Sent } from "./post.ts";
import { createFinishes } from "./finishes.ts";
import { inRealTime } from "../connection/in-real-time.ts";
import { createThreadParts } from "./thread-parts.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import { type Place, placeOf, refOf } from "./ref.ts";
import { isGone, isLeftBehind, toFailure } from "./sent.ts";

export interface SummaryParts {
  readonly connection: Connection;
  readonly posts: Posts;
  readonly places: Places;
  readonly abouts: Abouts;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
  readonly draw: (summary: Summary) => SlackPost;
}

/** One message for many incidents. What is said of those that have no message of their own goes into its thread. */
export function createSummaries(
  parts: SummaryParts,
): (summary: Summary, shown: Shown, signal: AbortSignal) => Promise<Posted> {
  const { connection, posts, places, abouts, clock, draw } = parts;
  const thread = createThreadParts(posts, parts.notes);
  const finishes = createFinishes();

  const post = async (
    summary: Summary,
    isUncertain: boolean,
    signal: AbortSignal,
  ): Promise<Sent> => {
    const mark = { kind: "summary", id: summary.id } as const;
    const sent = await posts.post(
      {
        channel: connection.channel(),
        message: draw(summary).main,
        mark,
        urgency: "incident",
        triedSince: isUncertain ? inRealTime(summary.since, clock) : null,
      },
      signal,
    );
    if (sent.outcome === "posted") await abouts.remember(sent.channel, sent.ts, mark);
    return sent;
  };
  const show = async (summary: Summary, shown: Shown, signal: AbortSignal): Promise<Sent> => {
    const place = shown.ref === null ? null : placeOf(shown.ref);
    if (place === null) return post(summary, shown.isUncertain, signal);
    const { main: message } = draw(summary);
    const channel = connection.channel(place.channel);
    const sent = await posts.edit({ channel, ts: place.ts, message, urgency: "change" }, signal);
    const isLost =
      sent.outcome === "failed" &&
      (isGone(sent) || isLeftBehind(sent, { channel }, connection.channel()));
    return isLost ? post(summary, shown.isUncertain, signal) : sent;
  };
  /** Answers whether something is still to be added. */
  const finish = async (summary: Summary, place: Place, signal: AbortSignal): Promise<boolean> => {
    const { id } = summary;
    const { thread: more } = draw(summary);
    const told = { id, number: null, place, parts: more, since: inRealTime(summary.since, clock) };
    // Its numbers change all the time: what is in the thread does not.
    const isNew = finishes.isNew(id, place.ts);
    finishes.shown(id, place.ts);
    const isMissing = await (isNew ? thread.isMissing(told) : thread.post(told, signal));
    return isMissing && finishes.mayAsk(id);
  };

  return async (summary, shown, signal) => {
    const sent = await show(summary, shown, signal);
    if (sent.outcome === "failed") return toFailure(sent);
    for (const { number } of summary.newest)
      if ((await places.find(number)) === null) await places.keep(number, { ...sent, id: null });
    const isUnfinished = await finish(summary, sent, signal);
    return {
      outcome: "posted",
      ref: refOf(sent),
      ...(isUnfinished && { unfinished: true as const }),
    };
  };
}
