import { Redis } from "ioredis";
import type { SourceAddress } from "../../lib/source-addresses.ts";

export interface Connections {
  /** Rejects when there is no answer, and at once when the signal aborts. */
  info(address: SourceAddress, signal: AbortSignal): Promise<string>;
  stop(): void;
}

/** One connection to each address, made when it is first needed and made anew after any failure. */
export function createConnections(): Connections {
  const open = new Map<string, Redis>();
  const drop = (key: string): void => {
    open.get(key)?.disconnect();
    open.delete(key);
  };
  return {
    info: async (address, signal) => {
      const key = keyOf(address);
      const before = open.get(key);
      const redis = before === undefined || before.status === "end" ? connect(address) : before;
      open.set(key, redis);
      const cut = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
      });
      try {
        signal.throwIfAborted();
        return await Promise.race([redis.info(), cut]);
      } catch (error) {
        drop(key);
        throw error;
      }
    },
    stop: () => {
      for (const key of open.keys()) drop(key);
    },
  };
}

function keyOf({ url, token }: SourceAddress): string {
  return JSON.stringify([url, token]);
}

/** It does not come back by itself: the next read makes another. */
function connect({ url, token }: SourceAddress): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    ...(token !== null && { password: token }),
  });
  // The read that needed it hears of it too, and is the one that says so.
  redis.on("error", () => redis.disconnect());
  return redis;
}
