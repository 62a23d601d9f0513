import { createAbouts } from "./adapters/slack/posting/about.ts";
import { createConnection, type Connection } from "./adapters/slack/connection/connection.ts";
import { halved, plainText } from "./adapters/slack/drawing/fallback.ts";
import { registerHandlers } from "./adapters/slack/acting/handlers.ts";
import { createDirectMessages } from "./adapters/slack/paging/notifier.ts";
import { createPosts } from "./adapters/slack/posting/post.ts";
import { createPresence } from "./adapters/slack/team/presence.ts";
import type { Receiving } from "./adapters/slack/receiving/receiving.ts";
import { createSlackRoom } from "./adapters/slack/posting/room.ts";
import { createTeam } from "./adapters/slack/team/team.ts";
import { createTopic } from "./adapters/slack/posting/topic.ts";
import { createTending, type Tending } from "./app-slack-tending.ts";
import type { Config } from "./config.ts";
import type { SlackConfig } from "./lib/slack-config.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import type { EventRecords } from "./ports/event-records.ts";
import type { Inward } from "./ports/inward.ts";
import type { Notices } from "./ports/notices.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { Room } from "./ports/room.ts";
import type { Route } from "./ports/web.ts";
import { createAdapterRecords } from "./store/adapter-records.ts";
import type { Redis } from "./store/connect.ts";
import { createEventRecords } from "./store/events.ts";
import { createIdentityRecords } from "./store/identities.ts";
import type { Keys } from "./store/keys.ts";
import { createPeopleRecords } from "./store/people.ts";
import { createRecordReader } from "./store/record-reader.ts";

const VENDOR = "Slack";
const EVENTS_PATH = "/slack/events";

interface OnStore {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly notices: Notices;
}

/** Our access to the workspace: one per process, so that all who post there keep Slack's pace together. Null without Slack. */
export function connectSlack({ slack }: Pick<Config, "slack">, on: OnStore): Connection | null {
  if (slack === null) return null;
  return createConnection({ ...on, config: slack, notes: notesOn(on) });
}

function notesOn({ redis, keys, notices }: OnStore): ReturnType<typeof createAdapterRecords> {
  return createAdapterRecords(redis, keys, createRecordReader(notices), VENDOR.toLowerCase());
}

/** As `Receiving`; starting it waits until it is loaded. */
export interface LateReceiving extends Pick<Receiving, "routes" | "stop" | "handle"> {
  start(): Promise<void>;
}

/** Slack as one connection to the store sees it. */
export interface SlackSide {
  readonly room: Room;
  readonly directMessages: Notifier;
  readonly events: EventRecords;
  /** What people do there reaches watchroom. */
  receive(inward: Inward): LateReceiving;
  tending(inward: Inward): Tending;
}

export function createSlackSide(
  config: Pick<Config, "zone"> & { readonly slack: SlackConfig },
  connection: Connection,
  on: OnStore,
): SlackSide {
  const { redis, keys, clock, log, notices } = on;
  const reader = createRecordReader(notices);
  const people = createPeopleRecords(redis, keys, reader);
  const identities = createIdentityRecords(redis, keys, reader);
  const notes = notesOn(on);
  const events = createEventRecords(on, VENDOR);
  const abouts = createAbouts(connection, notes);
  const team = createTeam({ connection, identities, notes, clock, log });
  const posts = createPosts(connection, { halved, plainText });
  const common = { connection, notes, abouts, posts, team, clock, log, config: config.slack };
  const presence = createPresence({ ...common, people });
  const topic = createTopic({ ...common, zone: config.zone });
  return {
    room: createSlackRoom({ ...common, presence }),
    directMessages: createDirectMessages(common),
    events,
    receive: (inward) =>
      lateReceiving(config.slack, async () => {
        const { createReceiving } = await import("./adapters/slack/receiving/receiving.ts");
        return createReceiving({
          ...common,
          events,
          notices,
          register: (app) => registerHandlers(app, { ...common, inward }),
        });
      }),
    tending: (inward) => createTending({ ...common, inward, topic }),
  };
}

/** Bolt takes half a second to load: whoever has no Slack does without it, and nobody's start waits for it. */
function lateReceiving(
  { appToken }: Pick<SlackConfig, "appToken">,
  load: () => Promise<Receiving>,
): LateReceiving {
  let loading: Promise<Receiving> | null = null;
  const loaded = (): Promise<Receiving> => (loading ??= load());
  const route: Route = {
    method: "POST",
    path: EVENTS_PATH,
    raw: true,
    handle: async (request) => {
      const [first] = (await loaded()).routes;
      return first ? first.handle(request) : { status: 404, body: null };
    },
  };
  return {
    routes: appToken === null ? [route] : [],
    start: async () => (await loaded()).start(),
    stop: async () => (await loading)?.stop(),
    handle: async (body) => (await loaded()).handle(body),
  };
}
