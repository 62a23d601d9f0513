import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { PresenceAnswer, Room, Summary, Wanted } from "../../../ports/room.ts";
import type { Abouts } from "./about.ts";
import { cardMessage } from "../drawing/card-message.ts";
import { createCards, type DrawCard } from "./cards.ts";
import type { Connection } from "../connection/connection.ts";
import { halved, plainText } from "../drawing/fallback.ts";
import type { SlackPost } from "../drawing/message.ts";
import { createPlaces } from "./places.ts";
import { createPosts, type Fallback } from "./post.ts";
import { probe } from "../connection/probe.ts";
import { createSayings } from "./sayings.ts";
import { createSummaries } from "./summaries.ts";
import { summaryMessage } from "../drawing/summary-message.ts";

/** How messages look. */
export interface Drawing extends Fallback {
  readonly card: DrawCard;
  readonly summary: (summary: Summary) => SlackPost;
}

export interface SlackRoomParts {
  readonly connection: Connection;
  readonly config: { readonly botToken: string };
  readonly abouts: Abouts;
  readonly notes: AdapterRecords;
  readonly presence: { read(signal: AbortSignal, wanted?: Wanted): Promise<PresenceAnswer> };
  readonly clock: Clock;
  readonly log: Log;
  readonly drawing?: Drawing;
}

const OURS: Drawing = { card: cardMessage, summary: summaryMessage, halved, plainText };
const PRESENCE_GRACE_MS = 90 * SECOND;

/** The team's channel in Slack. One message per incident, which stays true; what is said of it goes into its thread. */
export function createSlackRoom(parts: SlackRoomParts): Room {
  const { connection, notes, drawing = OURS } = parts;
  const posts = createPosts(connection, drawing);
  const places = createPlaces(notes);
  return {
    name: "slack",
    presenceGraceMs: PRESENCE_GRACE_MS,
    show: createCards({ ...parts, posts, places, draw: drawing.card }),
    summarise: createSummaries({ ...parts, posts, places, draw: drawing.summary }),
    say: createSayings({ ...parts, posts, places }),
    presenceIsDear: true,
    presence: (signal, wanted) => parts.presence.read(signal, wanted),
    probe: (signal) => probe(connection, parts.config.botToken, signal),
  };
}
