import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readBook, type CompileBook } from "./app-book.ts";
import { createLoneWorld } from "./app-lone-world.ts";
import { visitStore } from "./app-visit-store.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./lib/clock.ts";
import { ConfigError } from "./lib/config-error.ts";
import { SECOND } from "./lib/durations.ts";
import type { Log } from "./lib/log.ts";
import { readSecret } from "./lib/secret-file.ts";
import { deadline } from "./lib/timers.ts";
import { createBookRecords } from "./store/books.ts";
import { connectForRequests, untilReady, type Redis } from "./store/connect.ts";
import { keysFor } from "./store/keys.ts";
import { createNotices } from "./store/notices.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { agreeOnTime } from "./store/time-lapse.ts";
import { createLoadedBook, type LoadedBook } from "./watch/load-book.ts";
import type { Watch } from "./watch/watch.ts";

const ANSWERS_WITHIN_MS = 5 * SECOND;

export interface Visit {
  readonly watch: Watch;
  close(): Promise<void>;
}

/**
 * The use cases for a short command, beside whoever runs on the store: nothing here runs by itself. The book is the one in
 * force; when nobody runs, the one in the folder as it is now. Throws a ConfigError when there is no store, or it does not
 * answer, or no book can be read.
 */
export async function visitWatch(config: Config, compile: CompileBook): Promise<Visit> {
  const store = await visitStore(config);
  const { redis, trouble } = connect(store.address);
  const close = async (): Promise<void> => {
    redis.disconnect();
    await store.close();
  };
  try {
    await answersInTime(redis, trouble);
    const keys = keysFor(config.prefix);
    const reader = createRecordReader(createNotices(redis, keys, systemClock, quietLog()));
    const published = createLoadedBook(createBookRecords(redis, keys, reader));
    await published.refresh();
    const book =
      store.alone || !published.isLoaded()
        ? await bookInFolder(config.playbooksFolder, compile, published)
        : published;
    return {
      watch: await watchOn(redis, config, { book, secrets: await secretsOf(config) }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whoever has none reads nothing that is sealed, and says so; making one is for those who run. */
export async function secretsOf({ secrets, dataFolder }: Config): Promise<readonly string[]> {
  if (secrets.length > 0) return secrets;
  return [(await readSecret(join(dataFolder, "secret"))) ?? randomBytes(32).toString("base64url")];
}

async function watchOn(
  redis: Redis,
  config: Config,
  { book, secrets }: { readonly book: LoadedBook; readonly secrets: readonly string[] },
): Promise<Watch> {
  const keys = keysFor(config.prefix);
  const clock = await agreeOnTime(redis, keys, config.timelapse);
  const log = quietLog();
  const notices = createNotices(redis, keys, clock, log);
  return createLoneWorld(redis, { config, keys, clock, log, secrets, book, notices }).watch;
}

/** A book that cannot be read leaves the last good one in force, as it does for whoever runs. */
async function bookInFolder(
  folder: string,
  compile: CompileBook,
  published: LoadedBook,
): Promise<LoadedBook> {
  const { reading } = await readBook(folder, compile);
  if (reading.ok) return { ...published, current: () => reading.book };
  if (published.isLoaded()) return published;
  const faults = reading.problems
    .filter(({ severity }) => severity === "error")
    .map((p) => `  ${p.file}:${p.line}:${p.column} ${p.message} (${p.mend})`);
  throw new ConfigError(["The book needs mending:", ...faults].join("\n"));
}

function connect(address: string): { readonly redis: Redis; readonly trouble: Promise<string> } {
  let say: (reason: string) => void = nothing;
  const trouble = new Promise<string>((resolve) => {
    say = resolve;
  });
  return {
    redis: connectForRequests(
      address,
      quietLog((reason) => say(reason)),
    ),
    trouble,
  };
}

/** Whether it will come back is for those to wait who run. */
async function answersInTime(redis: Redis, trouble: Promise<string>): Promise<void> {
  const late = deadline(ANSWERS_WITHIN_MS);
  const reason = await Promise.race([
    untilReady(redis).then(() => null),
    trouble,
    new Promise<string>((resolve) =>
      late.addEventListener("abort", () => resolve("nothing came in time")),
    ),
  ]);
  if (reason !== null) throw new ConfigError(`Redis does not answer: ${reason}.`);
}

const nothing = (): void => undefined;

/** What a short command has to say, it says itself; only why Redis is away is kept. */
function quietLog(troubled: (reason: string) => void = nothing): Log {
  return {
    debug: nothing,
    info: nothing,
    error: nothing,
    warn: (fields) => troubled("reason" in fields ? String(fields.reason) : "it is away"),
  };
}
