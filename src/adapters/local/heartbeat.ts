import type { EventSink } from "../../ports/web.ts";
import { endRings } from "./end-rings.ts";
import type { HubParts } from "./hub-parts.ts";
import { ROOM } from "./room.ts";
import { presenceView } from "./views.ts";

/** What the hub remembers of its open pages. */
export interface Heart {
  /** Each open page, and whose it is. */
  readonly sinks: Map<EventSink, string>;
  shownPresence: string;
  isAway: boolean;
  /** Somebody came, or the room was occupied when last looked at: the end of that is to be noticed, pages or none. */
  isLooking: boolean;
}

/** Says that the pages are open, looks who is here, and notices when the store is away and when it is back. */
export async function beatOnce(parts: HubParts, heart: Heart): Promise<void> {
  const broadcast = (event: string, data: unknown): void => {
    for (const sink of heart.sinks.keys()) sink.send(event, data);
  };
  try {
    await sayConnected(parts, heart);
    await lookAround(parts, heart, broadcast);
    for (const handle of new Set(heart.sinks.values()))
      await endRings(parts.records, parts.clock, handle);
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

/**
 * Whoever left is no longer sighted, though a page of theirs may still be open, here or in another process.
 * They are back when they act. One who leaves amid this has no act on record, so that it does not happen again.
 */
async function sayConnected({ records, clock }: HubParts, { sinks }: Heart): Promise<void> {
  if (sinks.size === 0) return;
  const open = new Set(sinks.values());
  const seen = await records.sightings();
  await Promise.all(
    seen
      .filter(({ handle, actedAt }) => open.has(handle) && actedAt !== null)
      .map(({ handle }) => records.sighted(handle, { connected: clock.real() })),
  );
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
  const isOccupied = around.occupancy === "occupied";
  if (text !== heart.shownPresence) {
    broadcast("presence", view);
    if (!isOccupied) await inward.presenceChanged();
  }
  heart.shownPresence = text;
  heart.isLooking = isOccupied;
}
