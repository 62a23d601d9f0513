import { mkdir } from "node:fs/promises";
import type { Config } from "./config.ts";
import { ConfigError } from "./lib/config-error.ts";
import { lockFolder } from "./lib/folder-lock.ts";
import type { Log } from "./lib/log.ts";
import { startPrivateRedis } from "./store/private-redis.ts";

export interface OpenStore {
  readonly address: string;
  close(): Promise<void>;
}

/** The Redis that was named, or a private one in the data folder, which is then ours alone. `signal` gives up waiting for it. */
export async function openStore(
  config: Config,
  log: Log,
  signal?: AbortSignal,
): Promise<OpenStore> {
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(config.dataFolder);
  if ("heldBy" in lock)
    throw new ConfigError(
      `Another watchroom${lock.heldBy === null ? "" : ` (process ${lock.heldBy})`} is running on ${config.dataFolder}. Stop it, or set WATCHROOM_DATA to another folder.`,
    );
  if (config.redisUrl !== null) return { address: config.redisUrl, close: () => lock.release() };
  try {
    const redis = await startPrivateRedis({
      folder: config.dataFolder,
      log,
      ...(signal && { signal }),
    });
    return {
      address: redis.socket,
      close: async () => {
        await redis.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
