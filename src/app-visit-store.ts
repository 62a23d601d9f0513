import type { OpenStore } from "./app-open-store.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./lib/config-error.ts";
import { visitPrivateRedis } from "./store/visit-private-redis.ts";

export interface VisitedStore extends OpenStore {
  /** Nobody else was running on it. False also when nobody can know. */
  readonly alone: boolean;
}

/** The store of whoever runs, or would run, with these settings, for as long as a short command takes. Throws a ConfigError when there is none. */
export async function visitStore(config: Config): Promise<VisitedStore> {
  if (config.redisUrl !== null)
    return { address: config.redisUrl, alone: false, close: () => Promise.resolve() };
  const redis = await visitPrivateRedis(config.dataFolder);
  if (redis === null)
    throw new ConfigError(
      `There is no store in ${config.dataFolder}: watchroom was never started on it. Run \`watchroom start\` once, or set WATCHROOM_DATA or REDIS_URL to where it runs.`,
    );
  return { address: redis.socket, alone: redis.alone, close: () => redis.leave() };
}
