import { startThread } from "../app-thread.ts";
import { visitWatch } from "../app-visit.ts";
import type { Config } from "../config.ts";
import type { Watch } from "../watch/watch.ts";

/** For a short command: the use cases, beside whoever runs, and nothing that runs by itself. Throws a ConfigError when there is no store. */
export async function withWatch<T>(config: Config, run: (watch: Watch) => Promise<T>): Promise<T> {
  const thread = startThread();
  try {
    const { watch, close } = await visitWatch(config, thread.compile);
    try {
      return await run(watch);
    } finally {
      await close();
    }
  } finally {
    await thread.stop();
  }
}
