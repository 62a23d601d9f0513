import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../lib/config-error.ts";
import { lockFolder } from "../lib/folder-lock.ts";
import { deadline, sleep } from "../lib/timers.ts";
import {
  privateRedisFiles,
  writePrivateRedisFiles,
  type PrivateRedisFiles,
} from "./private-redis-files.ts";
import { adoptOrLaunch, endServer } from "./redis-process.ts";
import { countClients, feelPulse } from "./redis-socket.ts";

export interface VisitedRedis {
  readonly socket: string;
  /** Nobody ran on it when we came: we started it. */
  readonly alone: boolean;
  /** Ends the server if we started it, and nobody else has come meanwhile. The visitor's own connections are closed before. */
  leave(): Promise<void>;
}

const ANSWERS_WITHIN_MS = 30_000;
const CLOSES_WITHIN_MS = 1_000;

/**
 * The private Redis of a data folder, for a short command: beside whoever runs on it, or started for as long as the command
 * takes. The folder's lock is held only while it starts, so that whoever starts meanwhile takes it over. Null when there is
 * none in the folder. Throws a ConfigError when it does not answer or cannot be started.
 */
export async function visitPrivateRedis(dataFolder: string): Promise<VisitedRedis | null> {
  if (!(await isFolder(join(dataFolder, "redis")))) return null;
  const { socket } = await privateRedisFiles(dataFolder);
  const patience = deadline(ANSWERS_WITHIN_MS);
  for (;;) {
    const pulse = await feelPulse(socket, 2_000);
    if (pulse === "ready") return { socket, alone: false, leave: () => Promise.resolve() };
    const started = pulse === "absent" ? await startOne(dataFolder) : null;
    if (started) return started;
    if (patience.aborted)
      throw new ConfigError(`The private Redis in ${dataFolder} does not answer.`);
    await sleep(50);
  }
}

/** Null when somebody else is about to. */
async function startOne(dataFolder: string): Promise<VisitedRedis | null> {
  const lock = await lockFolder(dataFolder);
  if ("heldBy" in lock) return null;
  try {
    const unwanted = new AbortController();
    const files = await writePrivateRedisFiles(dataFolder);
    await adoptOrLaunch(files, unwanted.signal);
    return {
      socket: files.socket,
      alone: true,
      leave: async () => {
        unwanted.abort();
        if (await isDeserted(files)) await endServer(files);
      },
    };
  } finally {
    await lock.release();
  }
}

/** A closed connection is noticed a moment later. */
async function isDeserted({ socket }: PrivateRedisFiles): Promise<boolean> {
  const patience = deadline(CLOSES_WITHIN_MS);
  for (;;) {
    if ((await countClients(socket, 500)) === 0) return true;
    if (patience.aborted) return false;
    await sleep(20);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
