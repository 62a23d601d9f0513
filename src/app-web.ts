import { createHub } from "./adapters/local/hub.ts";
import { localRoutes } from "./adapters/local/routes.ts";
import type { World } from "./app-world.ts";
import { CHARTS_PATH } from "./charts/chart-links.ts";
import { createChartPictures, type DrawChart } from "./charts/chart-pictures.ts";
import { createInward } from "./commands/inward.ts";
import type { Config } from "./config.ts";
import { apiRoutes } from "./http/api-routes.ts";
import { chartRoutes } from "./http/chart-routes.ts";
import type { Access } from "./http/guard.ts";
import { healthRoutes } from "./http/health-routes.ts";
import { linkRoutes } from "./http/link-routes.ts";
import { assetRoutes, pageRoutes } from "./http/page-routes.ts";
import { phoneRoutes } from "./http/phone-routes.ts";
import { metricsRoute } from "./http/metrics-route.ts";
import { createRequestCounts } from "./http/request-counts.ts";
import { statusRoute } from "./http/status-route.ts";
import { createServer } from "./http/server.ts";
import { createSessions, type Sessions } from "./http/sessions.ts";
import { signInRoutes } from "./http/sign-in-routes.ts";
import type { Log } from "./lib/log.ts";
import { isLoopback } from "./lib/loopback.ts";
import { createSigner } from "./lib/sign.ts";
import { SECOND } from "./lib/durations.ts";
import { every } from "./lib/timers.ts";
import type { Inward } from "./ports/inward.ts";
import type { Route } from "./ports/web.ts";
import type { StatusParts } from "./watch/status-problem.ts";
import type { Watch } from "./watch/watch.ts";
import type { LoadedBook } from "./watch/load-book.ts";

const ACCEPTS_EVERY_MS = 5 * SECOND;
const LOOK_EVERY_MS = SECOND;
const NOT_OPEN = "The store has not answered yet.";

export interface WebParts {
  readonly config: Config;
  readonly world: World;
  readonly secrets: readonly string[];
  readonly log: Log;
  readonly draw: DrawChart;
  readonly book: LoadedBook;
  /** Rejects when the store takes no writes. */
  canWrite(): Promise<void>;
  /** How far the store's settings are from what a pager wants. */
  storeWarnings(): Promise<readonly string[]>;
  /** Whether the intake may stay open; to be called every second. */
  look(): Promise<void>;
}

export interface Web {
  /** Answers the port. Health is told; all else waits for `open`. */
  listen(): Promise<number>;
  /** The store is there, is ours, and knows since when the intake is open. */
  open(): void;
  stop(): Promise<void>;
}

/** What answers requests: the intake, the API, the local room and its page. */
export function createWeb(parts: WebParts): Web {
  const { config, world, log } = parts;
  const { watch, room, collection } = world;
  const inward = createInward(watch);
  const signer = createSigner(parts.secrets, "local room");
  const hub = createHub({ records: room, inward, clock: watch.clock, log, phoneReal: false });
  const sessions = sessionsOf(parts);
  const requests = createRequestCounts();
  const status = statusOf(parts);
  const slack = world.slack?.receive(inward) ?? null;
  let isOpen = false;
  const server = createServer({
    log,
    access: accessOf(config),
    api: [
      ...apiRoutes(watch, (name) => collection.beat(name)),
      statusRoute(status),
      metricsRoute(status, requests),
    ],
    pages: [
      ...pageRoutes(watch, { hasRoom: config.rooms.includes("local") }),
      ...localRoutes({
        records: room,
        people: watch.people,
        inward,
        hub,
        signer,
        clock: watch.clock,
        pictures: `${config.publicUrl}${CHARTS_PATH}`,
      }),
    ],
    entrance: entranceRoutes(watch, sessions, inward),
    open: [...openRoutes(parts), ...(slack?.routes ?? [])],
    always: healthRoutes(() => (isOpen ? missing(parts) : Promise.resolve(NOT_OPEN))),
    isOpen: () => isOpen,
    counted: (route, code) => requests.add(route, code),
    personOf: (cookies) => sessions.personOf(cookies),
    isStoreAway: (error) => watch.isStoreAway(error),
  });
  const timers: (() => void)[] = [];
  return {
    listen: () => server.listen(config.host, config.port),
    open: () => {
      hub.start();
      slack
        ?.start()
        .catch((error: unknown) => log.error({ error }, "what people do in Slack is not heard"));
      timers.push(...tendIntake(parts));
      isOpen = true;
    },
    stop: async () => {
      for (const end of timers) end();
      await Promise.all([server.stop(), slack?.stop()]);
      await hub.stop();
    },
  };
}

/** For browsers that are nobody yet, or hold a link of their own. */
function entranceRoutes(watch: Watch, sessions: Sessions, inward: Inward): readonly Route[] {
  return [
    ...assetRoutes(),
    ...signInRoutes(watch, (person) => sessions.cookieFor(person)),
    ...phoneRoutes(watch, inward),
  ];
}

/** What needs neither a cookie nor a token. */
function openRoutes(parts: WebParts): readonly Route[] {
  const { world, draw, log } = parts;
  return [
    ...linkRoutes(world.watch),
    ...chartRoutes({
      links: world.charts,
      pictures: createChartPictures(world.watch, draw, world.watch.clock),
      log,
    }),
  ];
}

/** Answers what ends it. */
function tendIntake({ world, look, log }: WebParts): readonly (() => void)[] {
  const quietly = (what: () => Promise<void>) => (): void => {
    what().catch((error: unknown) => log.debug({ error }, "the intake could not be looked after"));
  };
  const accepts = quietly(() => world.collection.accepts());
  return [every(ACCEPTS_EVERY_MS, accepts), every(LOOK_EVERY_MS, quietly(look))];
}

function sessionsOf({ config, secrets, world }: WebParts): Sessions {
  return createSessions({
    signer: createSigner(secrets, "sign-in"),
    people: world.watch.people,
    secure: config.publicUrl.startsWith("https:"),
    now: () => world.watch.clock.real(),
  });
}

function statusOf({ config, world, storeWarnings }: WebParts): StatusParts {
  return {
    watch: world.watch,
    look: () => world.lookAtSelf(),
    idle: () => world.collection.idle(),
    storeWarnings,
    hasHeartbeat: config.heartbeatUrl !== null,
    notYet: config.notYet,
  };
}

async function missing({ canWrite, book }: WebParts): Promise<string | null> {
  if (!book.isLoaded()) return "No book is loaded yet.";
  try {
    await canWrite();
    return null;
  } catch {
    return "The store takes no writes.";
  }
}

/** Reachable from elsewhere as soon as the host is not loopback, or people are told another address. */
function accessOf({ host, publicUrl, tokens }: Config): Access {
  const { hostname } = new URL(publicUrl);
  return { isPublic: !isLoopback(host) || !isLoopback(hostname), tokens, publicUrl };
}
