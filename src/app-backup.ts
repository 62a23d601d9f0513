import { randomBytes } from "node:crypto";
import { openStore } from "./app-open-store.ts";
import { connectSlack } from "./app-slack.ts";
import { secretsOf } from "./app-visit.ts";
import { visitStore } from "./app-visit-store.ts";
import { createWorld } from "./app-world.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./lib/clock.ts";
import { systemClock } from "./lib/clock.ts";
import { ConfigError } from "./lib/config-error.ts";
import { isoInstant } from "./lib/instant.ts";
import type { Log } from "./lib/log.ts";
import { faultOfSealedLines, readSealedLines, writeSealedLines } from "./lib/sealed-lines.ts";
import { readHeader, type BackupHeader } from "./store/backup-lines.ts";
import { backupLines } from "./store/backup.ts";
import { createBookRecords } from "./store/books.ts";
import { connectForBackground, type Redis } from "./store/connect.ts";
import { createInbox } from "./store/inbox.ts";
import { keysFor, type Keys } from "./store/keys.ts";
import { createNotices } from "./store/notices.ts";
import { createRecordReader } from "./store/record-reader.ts";
import { fillStore, HALF_RESTORED, stateOfStore, type StoreState } from "./store/restore.ts";
import { agreeOnTime } from "./store/time-lapse.ts";
import { resume as lift } from "./watch/hold.ts";
import { createLoadedBook } from "./watch/load-book.ts";
import { whatGoesOut, type WhatGoesOut } from "./watch/what-goes-out.ts";
import type { Watch } from "./watch/watch.ts";

/** Everything but queues and leases, from a store that may be in use. Answers how many keys were found. Throws a ConfigError when there is none. */
export async function backup(config: Config, log: Log, file: string): Promise<void> {
  const store = await visitStore(config);
  await connected(store, log, async (redis) => {
    await redis.ping();
    const created = isoInstant(systemClock.real());
    await writeSealedLines(file, backupLines(redis, config.prefix, created));
  });
}

export interface Restored {
  readonly header: BackupHeader;
  readonly keys: number;
  readonly goesOut: WhatGoesOut;
}

/** Throws a ConfigError, with nothing changed, for a file that cannot be used and for a store that is not free. */
export async function restore(
  config: Config,
  log: Log,
  { file, replace }: { readonly file: string; readonly replace: boolean },
): Promise<Restored> {
  const header = await checkFile(file);
  const store = await openStore(config, log);
  return await connected(store, log, async (redis) => {
    const keys = keysFor(config.prefix);
    refuse(await stateOfStore(redis, keys, systemClock.real()), replace);
    const reader = createRecordReader(createNotices(redis, keys, systemClock, log));
    const parts = { redis, keys, reader, clock: systemClock };
    const time = (): Promise<Clock> => agreeOnTime(redis, keys, config.timelapse);
    const count = await fillStore(parts, withoutHeader(readSealedLines(file)), time);
    const watch = await watchOn(redis, keys, config, log);
    return { header, keys: count, goesOut: await whatGoesOut(watch) };
  });
}

/** Null when nothing was held; else what goes out now. */
export async function resume(config: Config, log: Log): Promise<WhatGoesOut | null> {
  const store = await visitStore(config);
  return await connected(store, log, async (redis) => {
    const keys = keysFor(config.prefix);
    if ((await redis.exists(keys.restoring)) === 1) throw new ConfigError(HALF_RESTORED);
    const watch = await watchOn(redis, keys, config, log);
    const goesOut = await whatGoesOut(watch);
    return (await lift(watch)) ? goesOut : null;
  });
}

async function checkFile(file: string): Promise<BackupHeader> {
  const fault = await faultOfSealedLines(file);
  if (fault !== null) throw new ConfigError(`${file} cannot be restored: ${fault}.`);
  let first: string | undefined;
  for await (const line of readSealedLines(file)) {
    first = line;
    break;
  }
  const header = readHeader(first);
  if ("fault" in header) throw new ConfigError(`${file} cannot be restored: ${header.fault}.`);
  return header;
}

async function* withoutHeader(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const line of lines) {
    if (!isFirst) yield line;
    isFirst = false;
  }
}

function refuse(state: StoreState, replace: boolean): void {
  if (state === "running")
    throw new ConfigError(
      "watchroom is running on this store, or was seconds ago. Stop every `start`, `web` and `worker`, wait 15 seconds, and try again.",
    );
  if (replace || state === "empty") return;
  throw new ConfigError(
    state === "half"
      ? HALF_RESTORED
      : "This store is not empty. With --replace the backup takes the place of all that is in it; make a backup of that first.",
  );
}

async function connected<T>(
  store: { readonly address: string; close(): Promise<void> },
  log: Log,
  use: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = connectForBackground(store.address, log);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
    await store.close();
  }
}

async function watchOn(redis: Redis, keys: Keys, config: Config, log: Log): Promise<Watch> {
  const clock = await agreeOnTime(redis, keys, config.timelapse);
  const notices = createNotices(redis, keys, clock, log);
  const book = createLoadedBook(createBookRecords(redis, keys, createRecordReader(notices)));
  await book.refresh();
  const connections = { requests: redis, background: redis, blocking: redis };
  const { watch } = createWorld({
    config,
    redis,
    blocking: redis,
    inbox: createInbox(connections, keys, { isOpen: () => true }),
    keys,
    clock,
    log,
    owner: randomBytes(9).toString("base64url"),
    secrets: await secretsOf(config),
    book,
    notices,
    slack: connectSlack(config, { redis, keys, clock, log, notices }),
  });
  return watch;
}
