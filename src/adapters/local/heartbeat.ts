import type { EventSink } from "../../ports/web.ts";
import type { HubParts } from "./hub-parts.ts";
import { ROOM } from "./room.ts";
import { presenceView } from "./views.ts";

/** What the hub remembers of its open pages. */
export interface Heart {
  /** Each open page, and whose it is. */
  readonly sinks: Map<EventSink, string>;
  shownPresence: string;
  isAway: boolean;
}

/** Says that the pages are open, looks who is here, and notices when the store is away and when it is back. */
export async function beatOnce(parts: HubParts, heart: Heart): Promise<void> {
  const broadcast = (event: string, data: unknown): void => {
    for (const sink of heart.sinks.keys()) sink.send(event, data);
  };
  try {
    await Promise.all(
      [...new Set(heart.sinks.values())].map((handle) =>
        parts.records.sighted(handle, { connected: parts.clock.real() }),
      ),
    );
    await lookAround(parts, heart, broadcast);
    if (heart.isAway) broadcast("recovered", {});
    heart.isAway = false;
  } catch (error) {
    if (!heart.isAway) parts.log.warn({ error }, "the room cannot reach its store");
    heart.isAway = true;
    broadcast("trouble", {
      text: "watchroom cannot reach its store. Nothing is lost; it goes on by itself.",
    });
  }
}

/** Nobody says when attention runs out or a connection breaks: it shows by looking. */
async function lookAround(
  { inward }: HubParts,
  heart: Heart,
  broadcast: (event: string, data: unknown) => void,
): Promise<void> {
  const around = await inward.surroundings(ROOM);
  const view = presenceView(around);
  const text = JSON.stringify(view);
  if (text === heart.shownPresence) return;
  heart.shownPresence = text;
  broadcast("presence", view);
  if (around.occupancy !== "occupied") await inward.presenceChanged();
}
