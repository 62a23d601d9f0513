import type { Log } from "../lib/log.ts";
import { sleep } from "../lib/timers.ts";
import { writePrivateRedisFiles, type PrivateRedisFiles } from "./private-redis-files.ts";
import { adoptOrLaunch, endServer, type RedisProcess } from "./redis-process.ts";
import { feelPulse } from "./redis-socket.ts";

export interface PrivateRedis {
  /** Stays the same when the server is started again. */
  readonly socket: string;
  /** Of the server that runs now; null while there is none. */
  readonly pid: number | null;
  /** Ends the server too, after its last write. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A Redis of our own in the data folder, on a unix socket, started again within a second whenever it dies. One that a killed
 * predecessor left running is adopted. Whoever calls this holds the folder's lock. `signal` gives up waiting for the start.
 * Throws a ConfigError when it cannot be started.
 */
export async function startPrivateRedis({
  folder,
  log,
  signal,
}: {
  readonly folder: string;
  readonly log: Log;
  readonly signal?: AbortSignal;
}): Promise<PrivateRedis> {
  const unwanted = new AbortController();
  const giveUp = (): void => unwanted.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener("abort", giveUp);
  const files = await writePrivateRedisFiles(folder);
  const first = await adoptOrLaunch(files, unwanted.signal).finally(() =>
    signal?.removeEventListener("abort", giveUp),
  );
  const watcher = watchOver({ files, log, first, unwanted: unwanted.signal });
  return {
    socket: files.socket,
    get pid() {
      return watcher.pid();
    },
    stop: async () => {
      unwanted.abort();
      await watcher.ended;
      await endServer(files);
    },
  };
}

interface Watched {
  readonly files: PrivateRedisFiles;
  readonly log: Log;
  readonly first: RedisProcess;
  readonly unwanted: AbortSignal;
}

function watchOver({ files, log, first, unwanted }: Watched): {
  pid(): number | null;
  readonly ended: Promise<void>;
} {
  let current = first;
  let pause = LOOK_EVERY_MS;
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(pause, current.gone);
      if (unwanted.aborted) return;
      if (!current.gone.aborted && (await feelPulse(files.socket, LOOK_EVERY_MS)) !== "absent")
        continue;
      log.warn({ pid: current.pid }, "the private Redis has ended; starting it again");
      try {
        current = await adoptOrLaunch(files, unwanted);
        pause = LOOK_EVERY_MS;
      } catch (error) {
        if (unwanted.aborted) return;
        current = { pid: null, gone: unwanted };
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        log.error(
          { reason: (error as Error).message },
          "the private Redis cannot be started; trying again",
        );
      }
    }
  };
  return { pid: () => (unwanted.aborted ? null : current.pid), ended: watch() };
}
