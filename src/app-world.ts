import type { Connection } from "./adapters/slack/connection/connection.ts";
import type { Redis } from "./store/connect.ts";
import { createLocalRoom } from "./adapters/local/room.ts";
import { createCollection, type Collection } from "./app-collection.ts";
import { createNotifiers } from "./app-notifiers.ts";
import { createSlackSide, type SlackSide } from "./app-slack.ts";
import { createVendors } from "./app-vendors.ts";
import { createSources } from "./app-sources.ts";
import { createWatch } from "./app-store.ts";
import { createChartLinks, type ReadableChartLinks } from "./charts/chart-links.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import { createSealer } from "./lib/seal.ts";
import { createSigner } from "./lib/sign.ts";
import type { Callbacks } from "./ports/callbacks.ts";
import type { Inbox } from "./ports/incident-records.ts";
import type { LocalRoomRecords } from "./ports/local-room-records.ts";
import type { Route } from "./ports/web.ts";
import type { Room } from "./ports/room.ts";
import type { Source } from "./ports/source.ts";
import type { Notices } from "./ports/notices.ts";
import type { TidyRecords } from "./ports/tidy-records.ts";
import type { Keys } from "./store/keys.ts";
import { createContactRecords } from "./store/contacts.ts";
import { createLocalRoomRecords } from "./store/local-room.ts";
import { createPeopleRecords } from "./store/people.ts";
import { createPhoneRecords } from "./store/phones.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { createTidyRecords } from "./store/tidy.ts";
import { createSelfLook, type SelfLook } from "./watch/figures.ts";
import type { LoadedBook } from "./watch/load-book.ts";
import { withLimits } from "./watch/page-limits.ts";
import type { Watch } from "./watch/watch.ts";

export interface WorldParts {
  readonly config: Config;
  readonly redis: Redis;
  /** May wait for events. */
  readonly blocking: Redis;
  readonly inbox: Inbox;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly secrets: readonly string[];
  readonly book: LoadedBook;
  readonly notices: Notices;
  /** Null: Slack is not set up. */
  readonly slack: Connection | null;
}

/** Everything that lives on one connection to the store: the use cases' world, the local room, the collection. */
export interface World {
  readonly watch: Watch;
  readonly room: LocalRoomRecords;
  readonly collection: Collection;
  readonly sources: readonly Source[];
  readonly slack: SlackSide | null;
  /** Where providers call us back. */
  routes(callbacks: Callbacks): readonly Route[];
  /** Ends what the sources hold open; the connections to the store are their owner's. */
  stop(): void;
  readonly charts: ReadableChartLinks;
  readonly tidy: TidyRecords;
  /** How watchroom itself stands. */
  lookAtSelf(): Promise<SelfLook>;
}

/** The one place where rooms and notifiers are chosen; sources are in `app-sources.ts`. */
export function createWorld(parts: WorldParts): World {
  const { config, redis, keys, clock, log, book, notices } = parts;
  const contacts = createContactRecords(redis, keys, createSealer(parts.secrets, "contacts"));
  const reader = createRecordReader(notices);
  const phones = createPhoneRecords(redis, keys, reader, contacts, parts.secrets);
  const vendors = createVendors({ config, contacts, phones, clock, log });
  const charts = createChartLinks(createSigner(parts.secrets, "chart"), config.publicUrl);
  const room = createLocalRoomRecords(redis, parts.blocking, keys, reader);
  const people = createPeopleRecords(redis, keys, reader);
  const slack =
    parts.slack && config.slack
      ? createSlackSide({ zone: config.zone, slack: config.slack }, parts.slack, parts)
      : null;
  const rooms = config.rooms.flatMap((name): readonly Room[] => {
    if (name === "local") return [createLocalRoom(room, people, clock)];
    return slack ? [slack.room] : [];
  });
  const watch = createWatch({
    ...parts,
    zone: config.zone,
    publicUrl: config.publicUrl,
    playbooksUrl: config.playbooksUrl ?? `${config.publicUrl}/playbooks`,
    charts,
    rooms,
    notifiers: createNotifiers({
      room,
      clock,
      directMessages: slack?.directMessages ?? null,
      real: vendors.notifiers,
    }),
    contacts,
    phones,
    limits: withLimits(config.limits),
    callbackUrl: config.callbackUrl,
    book: () => book.current(),
  });
  const sources = createSources(config, clock, async () => (await lookAtSelf()).figures);
  const collection = createCollection({
    redis,
    prefix: keys.prefix,
    clock,
    log,
    sources: sources.all,
    notices,
    book: () => book.current(),
  });
  const lookAtSelf = createSelfLook(watch, () => collection.idle());
  return {
    watch,
    room,
    collection,
    charts,
    tidy: createTidyRecords(redis, keys, reader),
    sources: sources.all,
    slack,
    routes: (callbacks) => vendors.routes(callbacks),
    lookAtSelf,
    stop: () => sources.stop(),
  };
}
