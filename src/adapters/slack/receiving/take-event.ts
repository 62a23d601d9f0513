import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { EventRecords } from "../../../ports/event-records.ts";
import type { Connection } from "../connection/connection.ts";
import { worthKeeping, type SlackEvent } from "./worth-keeping.ts";

/** How Slack says that it tells us the same again. */
export interface Retry {
  readonly num?: number;
  readonly reason?: string;
}

/** An event as it lies in the store. */
export interface StoredBody {
  readonly type: "event_callback";
  readonly event: SlackEvent;
  readonly event_id: string;
  /** Real seconds. */
  readonly event_time: number | null;
  readonly team_id: string | null;
  readonly api_app_id: string | null;
  readonly retry: Retry;
}

/** Stores what is worth it, without Slack's tokens. Durable when it resolves; throws when the store is away. */
export async function takeEvent(
  {
    connection,
    events,
    clock,
  }: {
    readonly connection: Pick<Connection, "self" | "channel">;
    readonly events: Pick<EventRecords, "add">;
    readonly clock: Pick<Clock, "real">;
  },
  body: SlackEvent,
  retry: Retry,
): Promise<void> {
  const { event, event_id: eventId } = body;
  if (typeof event !== "object" || event === null || typeof eventId !== "string") return;
  const kept = worthKeeping(event as SlackEvent, {
    self: connection.self(),
    channel: connection.channel(),
  });
  if (kept === null) return;
  const at = typeof body["event_time"] === "number" ? body["event_time"] : null;
  const stored: StoredBody = {
    type: "event_callback",
    // A relay may leave out when it was, to the microsecond.
    event: { event_ts: (at ?? clock.real() / SECOND).toFixed(6), ...kept.event },
    event_id: eventId,
    event_time: at,
    team_id: textOrNull(body["team_id"]),
    api_app_id: textOrNull(body["api_app_id"]),
    retry,
  };
  const ids = kept.id === null ? [eventId] : [eventId, kept.id];
  await events.add({ ids, line: kept.line, body: stored, isTalk: kept.isTalk });
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
