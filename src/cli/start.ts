import { join } from "node:path";
import { createApp } from "../app.ts";
import { openStore } from "../app-open-store.ts";
import { startThread } from "../app-thread.ts";
import { readConfig, requireShared, type Config } from "../config.ts";
import { createLog, type Log } from "../lib/log.ts";
import { readOrMakeSecret } from "../lib/secret-file.ts";
import { untilStopped } from "./until-stopped.ts";

/** Everything in one process; makes what it needs in the data folder. */
export async function start(config: Config = readConfig()): Promise<void> {
  const log = createLog(config.logLevel);
  sayNotYet(config, log);
  const store = await openStore(config, log);
  try {
    const secrets =
      config.secrets.length > 0
        ? config.secrets
        : [await readOrMakeSecret(join(config.dataFolder, "secret"))];
    await run(config, { role: "all", redis: store.address, secrets, log });
  } finally {
    await store.close();
  }
}

/** One role beside others that share the store. */
export async function serve(role: "web" | "worker", config: Config = readConfig()): Promise<void> {
  requireShared(config);
  const log = createLog(config.logLevel);
  sayNotYet(config, log);
  await run(config, { role, redis: config.redisUrl ?? "", secrets: config.secrets, log });
}

async function run(
  config: Config,
  parts: {
    readonly role: "all" | "web" | "worker";
    readonly redis: string;
    readonly secrets: readonly string[];
    readonly log: Log;
  },
): Promise<void> {
  const thread = startThread();
  const app = await createApp(config, { ...parts, thread });
  try {
    const port = await app.start();
    parts.log.info(
      {
        role: parts.role,
        ...(port !== null && {
          url: config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl,
        }),
      },
      "watchroom is running",
    );
    await untilStopped();
    parts.log.info({}, "stopping");
  } finally {
    await app.stop();
    await thread.stop();
  }
}

function sayNotYet(config: Config, log: Log): void {
  for (const name of config.notYet)
    log.warn({ variable: name }, "this release does not use this variable yet");
}
