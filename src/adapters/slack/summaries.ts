import type { Clock } from "../../lib/clock.ts";
import type { Posted, Shown, Summary } from "../../ports/room.ts";
import type { Abouts } from "./about.ts";
import type { Connection } from "./connection.ts";
import type { SlackPost } from "./message.ts";
import type { Places } from "./places.ts";
import type { Posts, Sent } from "./post.ts";
import { placeOf, refOf } from "./ref.ts";
import { isGone, toFailure } from "./sent.ts";

export interface SummaryParts {
  readonly connection: Connection;
  readonly posts: Posts;
  readonly places: Places;
  readonly abouts: Abouts;
  readonly clock: Clock;
  readonly draw: (summary: Summary) => SlackPost;
}

/** One message for many incidents. What is said of those that have no message of their own goes into its thread. */
export function createSummaries(
  parts: SummaryParts,
): (summary: Summary, shown: Shown, signal: AbortSignal) => Promise<Posted> {
  const { connection, posts, places, abouts, clock, draw } = parts;

  const post = async (
    summary: Summary,
    isUncertain: boolean,
    signal: AbortSignal,
  ): Promise<Sent> => {
    const mark = { kind: "summary", id: summary.id } as const;
    const since = clock.real() - (clock.now() - summary.since) / clock.factor;
    const sent = await posts.post(
      {
        channel: connection.channel(),
        message: draw(summary).main,
        mark,
        urgency: "incident",
        triedSince: isUncertain ? since : null,
      },
      signal,
    );
    if (sent.outcome === "posted") await abouts.remember(sent.channel, sent.ts, mark);
    return sent;
  };
  const show = async (summary: Summary, shown: Shown, signal: AbortSignal): Promise<Sent> => {
    const place = shown.ref === null ? null : placeOf(shown.ref);
    if (place === null) return post(summary, shown.isUncertain, signal);
    const sent = await posts.edit(
      {
        channel: connection.channel(place.channel),
        ts: place.ts,
        message: draw(summary).main,
        urgency: "change",
      },
      signal,
    );
    return sent.outcome === "failed" && isGone(sent) ? post(summary, false, signal) : sent;
  };
  return async (summary, shown, signal) => {
    const sent = await show(summary, shown, signal);
    if (sent.outcome === "failed") return toFailure(sent);
    for (const { number } of summary.newest)
      if ((await places.find(number)) === null) await places.keep(number, { ...sent, id: null });
    return { outcome: "posted", ref: refOf(sent) };
  };
}
