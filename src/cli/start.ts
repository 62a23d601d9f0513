import { join } from "node:path";
import { createApp } from "../app.ts";
import { openStore } from "../app-open-store.ts";
import { startThread } from "../app-thread.ts";
import { readConfig, readSharedConfig, type Config } from "../config.ts";
import { SECOND } from "../lib/durations.ts";
import { createLog, type Log } from "../lib/log.ts";
import { readOrMakeSecret } from "../lib/secret-file.ts";
import { sleep } from "../lib/timers.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** Hosts kill who has not gone after 10 s; nothing that still hangs then is worth being killed for. */
const LEAVE_WITHIN_MS = 9 * SECOND;

export interface StartOptions {
  readonly acceptNewSecret?: boolean;
}

interface Role {
  readonly role: "all" | "web" | "worker";
  readonly redis: string;
  readonly secrets: readonly string[];
  readonly acceptNewSecret: boolean;
}

/** Everything in one process; makes what it needs in the data folder. */
export async function start(options: StartOptions): Promise<void> {
  const { config, log, stopping } = prepare(readConfig());
  const store = await openStore(config, log, stopping).catch((error: unknown) => {
    if (stopping.aborted) return null;
    throw error;
  });
  if (store === null) return;
  try {
    const secrets =
      config.secrets.length > 0
        ? config.secrets
        : [await readOrMakeSecret(join(config.dataFolder, "secret"))];
    const role = { role: "all", redis: store.address, secrets, ...accepting(options) } as const;
    await run(config, role, log, stopping);
  } finally {
    await store.close();
  }
}

/** One role beside others that share the store. */
export async function serve(role: "web" | "worker", options: StartOptions): Promise<void> {
  const shared = readSharedConfig();
  const { config, log, stopping } = prepare(shared);
  const { redisUrl: redis, secrets } = shared;
  await run(config, { role, redis, secrets, ...accepting(options) }, log, stopping);
}

const accepting = ({ acceptNewSecret = false }: StartOptions): Pick<Role, "acceptNewSecret"> => ({
  acceptNewSecret,
});

function prepare(config: Config): {
  readonly config: Config;
  readonly log: Log;
  readonly stopping: AbortSignal;
} {
  const log = createLog(config.logLevel);
  const stopping = stopOnSignal();
  stopping.addEventListener("abort", () => {
    log.info({}, "stopping");
    void sleep(LEAVE_WITHIN_MS).then(() => process.exit(0));
  });
  for (const name of config.notYet)
    log.warn({ variable: name }, "this release does not use this variable yet");
  return { config, log, stopping };
}

async function run(config: Config, role: Role, log: Log, stopping: AbortSignal): Promise<void> {
  const thread = startThread();
  const app = createApp(config, { ...role, log, thread });
  const stopped = untilAborted(stopping);
  try {
    const starting = app.start().then((port) => log.info(whatRuns(config, role, port), RUNNING));
    await Promise.race([starting, stopped]);
    // Whoever is stopped before the store was there has not failed.
    starting.catch((error: unknown) => log.debug({ error }, "stopped before everything ran"));
    await stopped;
  } finally {
    await app.stop();
    await thread.stop();
  }
}

const RUNNING = "watchroom is running";

function whatRuns(config: Config, { role }: Role, port: number | null): object {
  if (port === null) return { role };
  return { role, url: config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
