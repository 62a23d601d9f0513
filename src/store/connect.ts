import { Redis, type RedisOptions } from "ioredis";
import type { Log } from "../lib/log.ts";
import { oneLine } from "../lib/plain.ts";
import { tlsOptions } from "../lib/redis-tls.ts";

const MAX_RETRY_PAUSE_MS = 1_000;

export type { Redis };

/** `redis://`, `rediss://` or the path of a socket. */
export type RedisAddress = string;

/** Answers a request: fails at once when Redis is away, so that the sender keeps what it has. */
export function connectForRequests(address: RedisAddress, log: Log): Redis {
  return connect(address, log, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 1_000,
    enableAutoPipelining: true,
    // What may have been done already is not done again behind the sender's back.
    autoResendUnfulfilledCommands: false,
  });
}

/** Works in the background: waits for Redis to come back, looking at least every second. */
export function connectForBackground(address: RedisAddress, log: Log): Redis {
  return connect(address, log, { maxRetriesPerRequest: null });
}

/** The same for much work at once: commands of one turn share a write and a read. Never to be blocked by one that waits. */
export function connectForManyAtOnce(address: RedisAddress, log: Log): Redis {
  return connect(address, log, { maxRetriesPerRequest: null, enableAutoPipelining: true });
}

/** A connection that fails at once must not be asked before it was there for the first time. */
export function untilReady(redis: Redis): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  return new Promise((resolve) => redis.once("ready", () => resolve()));
}

/** Null as soon as it can be used; else why not, for humans, at the first failure or when `signal` aborts. */
export function whenReady(redis: Redis, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (reason: string | null) => (): void => {
      redis.off("error", onError);
      resolve(reason);
    };
    const onError = (error: Error): void => end(explain(error))();
    redis.once("ready", end(null));
    redis.once("error", onError);
    signal.addEventListener("abort", end("it does not answer"), { once: true });
    if (redis.status === "ready") end(null)();
  });
}

function explain({ message, code }: NodeJS.ErrnoException): string {
  if (code === "ECONNREFUSED" || code === "ENOENT") return "nobody listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "there is no such host";
  return /^(NOAUTH|WRONGPASS|ERR AUTH|ERR invalid password)/.test(message)
    ? "it refuses the name or the password"
    : oneLine(message, 200);
}

function connect(address: RedisAddress, log: Log, options: RedisOptions): Redis {
  const redis = new Redis(address, {
    ...options,
    ...tlsOptions(address),
    retryStrategy: (times) => Math.min(50 * times, MAX_RETRY_PAUSE_MS),
    lazyConnect: false,
  });
  let isDown = false;
  redis.on("error", (error: Error) => {
    if (!isDown) log.warn({ reason: error.message }, "redis is away");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) log.info({}, "redis is back");
    isDown = false;
  });
  return redis;
}
