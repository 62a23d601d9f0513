import type { Clock } from "../../lib/clock.ts";
import { SECOND } from "../../lib/durations.ts";
import type { Log } from "../../lib/log.ts";
import { sleep } from "../../lib/timers.ts";
import type { Inward } from "../../ports/inward.ts";
import type { LocalRoomRecords, RoomEvent } from "../../ports/local-room-records.ts";
import type { EventSink } from "../../ports/web.ts";
import { ROOM } from "./room.ts";
import { messageView, phoneView, presenceView } from "./views.ts";
import { phonePageNow } from "./phone.ts";

/** A third of the grace that a broken stream has, so that a slow beat does not empty the room. */
const BEAT_MS = 3 * SECOND;
const WAIT_MS = 2 * SECOND;

export interface Hub {
  start(): void;
  stop(): Promise<void>;
  /** Serves one open page until it closes. */
  serve(handle: string, sink: EventSink, lastSeen: string | undefined): Promise<void>;
}

interface Parts {
  readonly records: LocalRoomRecords;
  readonly inward: Inward;
  readonly clock: Clock;
  readonly log: Log;
  readonly phoneReal: boolean;
}

/** Tells every open page of this process what changes, and the store that the pages are open. */
export function createHub(parts: Parts): Hub {
  const { records, inward, clock, log } = parts;
  const sinks = new Map<EventSink, string>();
  const ending = new AbortController();
  const running: Promise<void>[] = [];
  let isAway = false;
  let shownPresence = "";

  const broadcast = (event: string, data: unknown): void => {
    for (const sink of sinks.keys()) sink.send(event, data);
  };
  const deliver = async (event: RoomEvent, to: readonly [EventSink, string][]): Promise<void> => {
    if (event.kind === "presence") return broadcastPresence(true, event.id);
    for (const [sink, handle] of to) await tell(parts, event, sink, handle);
  };
  const broadcastPresence = async (always: boolean, id?: string): Promise<void> => {
    const around = await inward.surroundings(ROOM);
    const view = presenceView(around);
    const text = JSON.stringify(view);
    if (text === shownPresence && !always) return;
    shownPresence = text;
    for (const sink of sinks.keys()) sink.send("presence", view, id);
    if (around.occupancy !== "occupied") await inward.presenceChanged();
  };
  const follow = async (): Promise<void> => {
    let last: string | null = null;
    while (!ending.signal.aborted) {
      try {
        last ??= await records.lastEvent();
        const events: readonly RoomEvent[] = await records.events(last, WAIT_MS);
        for (const event of onlyNewest(events)) await deliver(event, [...sinks]);
        last = events.at(-1)?.id ?? last;
      } catch (error) {
        if (!ending.signal.aborted) log.debug({ error }, "room events could not be read");
        await sleep(SECOND, ending.signal);
      }
    }
  };
  const beat = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      if (sinks.size > 0) await beatOnce();
      await sleep(BEAT_MS, ending.signal);
    }
  };
  const beatOnce = async (): Promise<void> => {
    try {
      await Promise.all(
        [...new Set(sinks.values())].map((handle) =>
          records.sighted(handle, { connected: clock.real() }),
        ),
      );
      await broadcastPresence(false);
      if (isAway) broadcast("recovered", {});
      isAway = false;
    } catch (error) {
      if (!isAway) log.warn({ error }, "the room cannot reach its store");
      isAway = true;
      broadcast("trouble", {
        text: "watchroom cannot reach its store. Nothing is lost; it goes on by itself.",
      });
    }
  };

  return {
    start: () => {
      running.push(follow(), beat());
    },
    stop: async () => {
      ending.abort();
      await Promise.all(running);
    },
    serve: async (handle, sink, lastSeen) => {
      await records.sighted(handle, { connected: clock.real(), acted: clock.real() });
      sink.send("hello", await hello(parts), await records.lastEvent());
      if (lastSeen !== undefined)
        for (const event of onlyNewest(await records.eventsSince(lastSeen)))
          await tell(parts, event, sink, handle);
      sinks.set(sink, handle);
      await records.presenceChanged();
      await new Promise<void>((resolve) => {
        if (sink.closed.aborted) resolve();
        sink.closed.addEventListener("abort", () => resolve());
      });
      sinks.delete(sink);
    },
  };
}

async function tell(
  { records, clock }: Parts,
  event: RoomEvent,
  sink: EventSink,
  handle: string,
): Promise<void> {
  if (event.kind === "message") {
    const message = await records.message(event.about);
    if (message && (message.to === null || message.to === handle))
      sink.send("message", messageView(message), event.id);
  } else if (event.kind === "phone") {
    const page = await records.phonePage(event.about);
    if (page?.handle === handle)
      sink.send("phone", phoneView(phonePageNow(page, clock.real())), event.id);
  }
}

/** Several changes of one thing are told once, with its newest state. */
function onlyNewest(events: readonly RoomEvent[]): readonly RoomEvent[] {
  const newest = new Map(events.map((event) => [`${event.kind}:${event.about}`, event]));
  return [...newest.values()];
}

async function hello({ inward, clock, phoneReal }: Parts): Promise<object> {
  return {
    now: clock.now(),
    factor: clock.factor,
    ...presenceView(await inward.surroundings(ROOM)),
    ...inward.vocabulary(),
    phoneReal,
  };
}
