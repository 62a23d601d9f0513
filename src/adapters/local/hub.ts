import { SECOND } from "../../lib/durations.ts";
import { sleep } from "../../lib/timers.ts";
import type { RoomEvent } from "../../ports/local-room-records.ts";
import type { EventSink } from "../../ports/web.ts";
import { beatOnce, type Heart } from "./heartbeat.ts";
import type { HubParts } from "./hub-parts.ts";
import { phonePageNow } from "./phone.ts";
import { ROOM } from "./room.ts";
import { messageView, phoneView, presenceView } from "./views.ts";

/** A third of the grace that a broken stream has, so that a slow beat does not empty the room. */
const BEAT_MS = 3 * SECOND;
const WAIT_MS = 2 * SECOND;

export interface Hub {
  start(): void;
  stop(): Promise<void>;
  /** Serves one open page until it closes. */
  serve(handle: string, sink: EventSink, lastSeen: string | undefined): Promise<void>;
}

/** Tells every open page of this process what changes, and the store that the pages are open. */
export function createHub(parts: HubParts): Hub {
  const heart: Heart = { sinks: new Map(), shownPresence: "", isAway: false, isLooking: false };
  const ending = new AbortController();
  const running: Promise<void>[] = [];
  return {
    start: () => {
      running.push(follow(parts, heart, ending.signal), beat(parts, heart, ending.signal));
    },
    stop: async () => {
      ending.abort();
      await Promise.all(running);
    },
    serve: (handle, sink, lastSeen) => serve(parts, heart, { handle, sink, lastSeen }),
  };
}

interface Guest {
  readonly handle: string;
  readonly sink: EventSink;
  readonly lastSeen: string | undefined;
}

async function serve(parts: HubParts, heart: Heart, guest: Guest): Promise<void> {
  const { records, clock } = parts;
  const { handle, sink } = guest;
  await records.sighted(handle, { connected: clock.real(), acted: clock.real() });
  heart.isLooking = true;
  try {
    await welcome(parts, heart, guest);
    await records.presenceChanged();
    await new Promise<void>((resolve) => {
      if (sink.closed.aborted) resolve();
      sink.closed.addEventListener("abort", () => resolve());
    });
  } finally {
    heart.sinks.delete(sink);
  }
}

async function welcome(parts: HubParts, { sinks }: Heart, guest: Guest): Promise<void> {
  const { records } = parts;
  const { handle, sink, lastSeen } = guest;
  const newest = await records.lastEvent();
  sinks.set(sink, handle);
  sink.send("hello", await hello(parts), newest);
  const missed = lastSeen === undefined ? [] : await records.eventsSince(lastSeen);
  for (const event of onlyNewest(missed)) await tell(parts, event, sink, handle);
}

async function beat(parts: HubParts, heart: Heart, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    if (heart.sinks.size > 0 || heart.isLooking) await beatOnce(parts, heart);
    await sleep(BEAT_MS, ending);
  }
}

async function follow(parts: HubParts, heart: Heart, ending: AbortSignal): Promise<void> {
  let last: string | null = null;
  while (!ending.aborted) {
    try {
      last = await followOnce(parts, heart, last);
    } catch (error) {
      if (!ending.aborted) parts.log.debug({ error }, "room events could not be read");
      await sleep(SECOND, ending);
    }
  }
}

async function followOnce(
  parts: HubParts,
  { sinks }: Heart,
  after: string | null,
): Promise<string> {
  const last = after ?? (await parts.records.lastEvent());
  const events = await parts.records.events(last, WAIT_MS);
  for (const event of onlyNewest(events)) {
    for (const [sink, handle] of sinks) await tell(parts, event, sink, handle);
  }
  return events.at(-1)?.id ?? last;
}

async function tell(
  { records, clock, inward }: HubParts,
  event: RoomEvent,
  sink: EventSink,
  handle: string,
): Promise<void> {
  switch (event.kind) {
    case "presence":
      return sink.send("presence", presenceView(await inward.surroundings(ROOM)), event.id);
    case "message": {
      const message = await records.message(event.about);
      const isMine = message !== null && (message.to === null || message.to === handle);
      if (isMine) sink.send("message", messageView(message), event.id);
      return;
    }
    case "phone": {
      const page = await records.phonePage(event.about);
      if (page?.handle !== handle) return;
      sink.send("phone", phoneView(phonePageNow(page, clock.real())), event.id);
    }
  }
}

/** Several changes of one thing are told once, with its newest state. */
function onlyNewest(events: readonly RoomEvent[]): readonly RoomEvent[] {
  const newest = new Map(events.map((event) => [`${event.kind}:${event.about}`, event]));
  return [...newest.values()];
}

async function hello({ inward, clock, phoneReal }: HubParts): Promise<object> {
  return {
    now: clock.now(),
    factor: clock.factor,
    ...presenceView(await inward.surroundings(ROOM)),
    ...inward.vocabulary(),
    phoneReal,
  };
}
