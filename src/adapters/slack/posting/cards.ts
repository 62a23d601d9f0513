import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Card, Posted, Shown } from "../../../ports/room.ts";
import type { Abouts } from "./about.ts";
import type { CardExtras, Picture } from "../drawing/card-message.ts";
import type { Connection } from "../connection/connection.ts";
import type { SlackPost } from "../drawing/message.ts";
import { createPictures } from "./pictures.ts";
import type { Places } from "./places.ts";
import { type Posts, type Sent, TOO_MUCH } from "./post.ts";
import { createFinishes } from "./finishes.ts";
import { inRealTime } from "../connection/in-real-time.ts";
import { placeOf, refOf, type Place } from "./ref.ts";
import { isGone, isLeftBehind, toFailure } from "./sent.ts";
import { createThreadParts } from "./thread-parts.ts";

export type DrawCard = (card: Card, extras: CardExtras) => SlackPost;

export interface CardParts {
  readonly connection: Connection;
  readonly posts: Posts;
  readonly places: Places;
  readonly abouts: Abouts;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
  readonly log: Log;
  readonly draw: DrawCard;
}

/**
 * One message per incident. What is new is shown first, as it is; the picture and the further parts follow when the same
 * state is shown again.
 */
export function createCards(
  parts: CardParts,
): (card: Card, shown: Shown, signal: AbortSignal) => Promise<Posted> {
  const { connection, posts, draw } = parts;
  const pictures = createPictures(connection, parts.notes, parts.log);
  const thread = createThreadParts(posts, parts.notes);
  const finishes = createFinishes();

  const post = async (card: Card, isUncertain: boolean, signal: AbortSignal): Promise<Posted> => {
    const { id, number } = card.incident;
    const { main, thread } = draw(card, { picture: null, onCallUser: null });
    const mark = { kind: "incident", id, number } as const;
    const triedSince = isUncertain ? openedAt(card, parts.clock) : null;
    const sent = await posts.post(
      { channel: connection.channel(), message: main, mark, urgency: "incident", triedSince },
      signal,
    );
    if (sent.outcome === "failed") return toFailure(sent);
    await Promise.all([
      parts.abouts.remember(sent.channel, sent.ts, mark),
      parts.places.keep(number, { ...sent, id }),
    ]);
    finishes.shown(id, card.incident.revision);
    return posted(sent, card.chart !== null || thread.length > 0);
  };

  /** With the picture if Slack takes it, else without. */
  const edit = async (card: Card, at: Place, signal: AbortSignal): Promise<Edited> => {
    const { picture, isDue } = await pictures.of(card);
    const asDrawn = (shown: Picture | null): SlackPost =>
      draw(card, { picture: shown, onCallUser: null });
    const full = asDrawn(picture);
    const editing = { ...at, urgency: "change" } as const;
    if (picture === null)
      return { sent: await posts.edit({ ...editing, message: full.main }, signal), full, isDue };
    const first = await posts.edit({ ...editing, message: full.main, asItIs: true }, signal);
    if (first.outcome === "posted" || !TOO_MUCH.has(first.error))
      return { sent: first, full, isDue };
    await pictures.refused(card, picture);
    const bare = await posts.edit({ ...editing, message: asDrawn(null).main }, signal);
    return { sent: bare, full, isDue: true };
  };

  const update = async (card: Card, at: Place, signal: AbortSignal): Promise<Posted | null> => {
    const { id, number, revision } = card.incident;
    const isNew = finishes.isNew(id, revision);
    if (!isNew && (await pictures.of(card)).isDue) await pictures.make(card, signal);
    const { sent, full, isDue } = await edit(card, at, signal);
    if (sent.outcome === "failed")
      return isGone(sent) || isLeftBehind(sent, at, connection.channel()) ? null : toFailure(sent);
    const told = { id, number, place: at, parts: full.thread, since: openedAt(card, parts.clock) };
    finishes.shown(id, revision);
    const hasMore = await (isNew ? thread.isMissing(told) : thread.post(told, signal));
    return posted(at, (isDue || hasMore) && finishes.mayAsk(id));
  };

  return async (card, { ref, isUncertain }, signal) => {
    const place = ref === null ? null : placeOf(ref);
    if (place === null) return post(card, isUncertain, signal);
    const at = { ...place, channel: connection.channel(place.channel) };
    return (await update(card, at, signal)) ?? post(card, isUncertain, signal);
  };
}

interface Edited {
  readonly sent: Sent;
  readonly full: SlackPost;
  readonly isDue: boolean;
}

function posted(place: Place, isUnfinished: boolean): Posted {
  return {
    outcome: "posted",
    ref: refOf(place),
    ...(isUnfinished && { unfinished: true as const }),
  };
}

function openedAt({ incident }: Card, clock: Clock): number {
  return inRealTime(incident.openedAt, clock);
}
