import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { CompileBook } from "./app-book.ts";
import { checkBook, type CheckedBook } from "./app-check.ts";
import { createLoneWorld } from "./app-lone-world.ts";
import type { World } from "./app-world.ts";
import type { Answer } from "./alerts/series-state.ts";
import type { AlertDefinition } from "./alerts/alert.ts";
import { readSource } from "./collector/read-source.ts";
import type { Config } from "./config.ts";
import { systemClock, timeLapseClock } from "./lib/clock.ts";
import { SECOND } from "./lib/durations.ts";
import { createLog } from "./lib/log.ts";
import { readSecret } from "./lib/secret-file.ts";
import { deadline } from "./lib/timers.ts";
import type { Book } from "./playbooks/book.ts";
import { createBookRecords } from "./store/books.ts";
import { connectForRequests, whenReady, type Redis } from "./store/connect.ts";
import { keysFor, type Keys } from "./store/keys.ts";
import { createNotices } from "./store/notices.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { lookAtStore, type StoreLook } from "./store/look-at-store.ts";
import { privateSocket } from "./store/private-socket.ts";
import { knowsSecrets } from "./store/secret-mark.ts";
import { createLoadedBook } from "./watch/load-book.ts";
import { findTroubles } from "./watch/status.ts";
import type { StatusProblem } from "./watch/status-problem.ts";
import type { Watch } from "./watch/watch.ts";

const CONNECT_WITHIN_MS = 4 * SECOND;

/** `where` is for humans: no credential in it. */
export type StoreState =
  | { readonly state: "open"; readonly where: string; readonly look: StoreLook }
  | { readonly state: "away"; readonly where: string; readonly reason: string }
  /** The private one, which only a `start` makes and ends. */
  | { readonly state: "not-running" };

/** All that a night would run on, as it is now. Nothing is started for it. */
export interface Examination {
  readonly store: StoreState;
  /** Its records can be asked only while the store is open; its rooms, notifiers and sources always. */
  readonly watch: Watch;
  readonly checked: CheckedBook;
  /** The folder's, else the one in force; null without either. */
  readonly book: Book | null;
  /** One real read; null when nobody measures this alert, or its source is idle. */
  read(alert: AlertDefinition): Promise<Answer> | null;
  idle(alert: AlertDefinition): string | null;
  /** False when the store was made under another secret; null without a secret, or while the store cannot be asked. */
  readonly knowsSecret: boolean | null;
  /** What a running watchroom knows to be wrong with itself; none while the store cannot be asked. */
  troubles(): Promise<readonly StatusProblem[]>;
  close(): void;
}

export async function examine(config: Config, compile: CompileBook): Promise<Examination> {
  const socket = config.redisUrl ?? (await privateSocket(config.dataFolder));
  const log = createLog("silent");
  const redis = connectForRequests(socket ?? join(config.dataFolder, "redis.sock"), log);
  const keys = keysFor(config.prefix);
  const [store, checked] = await Promise.all([
    stateOf(config, redis, keys),
    checkBook(config, compile),
  ]);
  const lapse = store.state === "open" ? store.look.lapse : null;
  const clock = lapse === null || lapse.factor === 1 ? systemClock : timeLapseClock(lapse);
  const notices = createNotices(redis, keys, clock, log);
  const records = createBookRecords(redis, keys, createRecordReader(notices));
  const given = await secretsOf(config);
  // Nothing is signed here: where there is no secret that can be used, any other will do.
  const secrets = given ?? [randomBytes(32).toString("base64url")];
  const isOpen = store.state === "open";
  const book = createLoadedBook(records);
  const world = createLoneWorld(redis, { config, keys, clock, log, secrets, book, notices });
  return {
    store,
    watch: world.watch,
    checked,
    book: checked.book ?? (isOpen ? await records.load() : null),
    ...sourcesOf(world, isOpen),
    knowsSecret: isOpen && given ? await knowsSecrets(redis, keys, given) : null,
    troubles: async () => (isOpen ? findTroubles(world.watch, await world.lookAtSelf()) : []),
    close: () => {
      world.stop();
      redis.disconnect();
    },
  };
}

/** Null without one that can be used; what is wrong with it is a finding of its own. */
async function secretsOf({ secrets, dataFolder }: Config): Promise<readonly string[] | null> {
  if (secrets.length > 0) return secrets;
  const kept = await readSecret(join(dataFolder, "secret")).catch(() => null);
  return kept === null ? null : [kept];
}

/** Without the store watchroom knows no figures of its own; that the store is away is said once, not by each alert on them. */
function sourcesOf({ sources }: World, isOpen: boolean): Pick<Examination, "read" | "idle"> {
  const asked = sources.filter(({ kind }) => isOpen || kind !== "watchroom");
  const byKind = new Map(asked.map((source) => [source.kind, source]));
  const idle = ({ source }: AlertDefinition): string | null =>
    byKind.get(source.kind)?.idle(source) ?? null;
  return {
    idle,
    read: (alert) => {
      const source = byKind.get(alert.source.kind);
      return source === undefined || idle(alert) !== null ? null : readSource(source, alert);
    },
  };
}

async function stateOf(config: Config, redis: Redis, keys: Keys): Promise<StoreState> {
  const where = config.redisUrl === null ? "the private Redis" : placeOf(config.redisUrl);
  const reason = await whenReady(redis, deadline(CONNECT_WITHIN_MS));
  if (reason !== null)
    return config.redisUrl === null ? { state: "not-running" } : { state: "away", where, reason };
  try {
    return { state: "open", where, look: await lookAtStore(redis, keys, systemClock) };
  } catch (error) {
    return { state: "away", where, reason: (error as Error).message.slice(0, 200) };
  }
}

/** Without the password. */
function placeOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
