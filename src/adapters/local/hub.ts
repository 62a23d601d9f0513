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
  for (const tell of await tellings(parts, missed)) tell(sink, handle);
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
  const told = sinks.size === 0 ? [] : await tellings(parts, events);
  for (const tell of told) for (const [sink, handle] of sinks) tell(sink, handle);
  return events.at(-1)?.id ?? last;
}

/** Tells one open page, if it may know. */
type Telling = (sink: EventSink, handle: string) => void;

/** Each thing is looked up once for all pages, and all of them together. */
function tellings(parts: HubParts, events: readonly RoomEvent[]): Promise<readonly Telling[]> {
  return Promise.all(onlyNewest(events).map((event) => telling(parts, event)));
}

async function telling(
  { records, clock, inward }: HubParts,
  { kind, about, id }: RoomEvent,
): Promise<Telling> {
  switch (kind) {
    case "presence": {
      const view = presenceView(await inward.surroundings(ROOM));
      return (sink) => sink.send("presence", view, id);
    }
    case "message": {
      const message = await records.message(about);
      if (message === null) return () => undefined;
      const view = messageView(message);
      return (sink, handle) => {
        if (message.to === null || message.to === handle) sink.send("message", view, id);
      };
    }
    case "phone": {
      const page = await records.phonePage(about);
      if (page === null) return () => undefined;
      const view = phoneView(phonePageNow(page, clock.real()));
      return (sink, handle) => {
        if (page.handle === handle) sink.send("phone", view, id);
      };
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
