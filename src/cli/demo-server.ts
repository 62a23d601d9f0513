import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createApp } from "../app.ts";
import { openStore } from "../app-open-store.ts";
import { startThread } from "../app-thread.ts";
import { readConfig, type Config } from "../config.ts";
import type { Clock } from "../lib/clock.ts";
import { createLog } from "../lib/log.ts";
import { readOrMakeSecret } from "../lib/secret-file.ts";
import { DEMO_BOOK } from "./demo-book.ts";
import { freePort } from "./free-port.ts";

export interface DemoServer {
  readonly url: string;
  readonly zone: string;
  /** The story's time. */
  readonly clock: Clock;
}

/** Everything that `start` runs, in time-lapse, on this folder, for as long as `perform` takes. */
export async function withDemoServer(
  folder: string,
  perform: (server: DemoServer) => Promise<void>,
): Promise<void> {
  const config = await configure(folder);
  const log = createLog(config.logLevel);
  const store = await openStore(config, log);
  const thread = startThread();
  try {
    const secrets = [await readOrMakeSecret(join(config.dataFolder, "secret"))];
    const parts = { redis: store.address, secrets, log, thread };
    const app = createApp(config, { role: "all", ...parts });
    try {
      await app.start();
      await perform({ url: config.publicUrl, zone: config.zone, clock: app.world.watch.clock });
    } finally {
      await app.stop();
    }
  } finally {
    await thread.stop();
    await store.close();
  }
}

/** Nothing of the environment counts here: a demo must reach nobody real. */
async function configure(folder: string): Promise<Config> {
  const book = join(folder, "playbooks");
  await mkdir(book);
  await writeFile(join(book, "operations.md"), DEMO_BOOK);
  return readConfig({
    PORT: String(await freePort()),
    WATCHROOM_DATA: join(folder, "data"),
    WATCHROOM_TIMELAPSE: "60",
    PLAYBOOKS_DIR: book,
    LOG_LEVEL: "error",
  });
}
