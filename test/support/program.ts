import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface Program {
  readonly folder: string;
  /** Kills it and all that it started, and removes its folder. */
  stop(): Promise<void>;
}

interface Wanted {
  /** Also the name of the package that brings it. */
  readonly name: string;
  command(folder: string): Promise<readonly [file: string, ...args: string[]]>;
  environment?(folder: string): Readonly<Record<string, string>>;
  /** Whether it answers; asked again and again. */
  isReady(folder: string): Promise<boolean>;
}

const READY_WITHIN_MS = 60_000;

/** A server of somebody else's, in a folder of its own, in a group of processes of its own. */
export async function startProgram({
  name,
  command,
  environment,
  isReady,
}: Wanted): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), `watchroom-${name}-`));
  const [file, ...args] = await command(folder);
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...process.env, HOME: folder, ...environment?.(folder) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (log = (log + chunk.toString()).slice(-10_000)));
  let isOver: string | null = null;
  child.once("error", () => (isOver = "could not be started; bin/setup --test installs it"));
  child.once("exit", () => (isOver = "ended by itself"));
  const killAll = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      // All of them have ended already.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  process.once("exit", killAll);
  const stop = async (): Promise<void> => {
    process.removeListener("exit", killAll);
    const ended = isOver === null ? once(child, "exit") : null;
    killAll();
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const end = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(folder))) {
    if (isOver === null && performance.now() < end) await pause(25);
    else {
      const why = isOver ?? "was not ready in time";
      await stop();
      throw new Error(`${name} ${why}: ${log}`);
    }
  }
  return { folder, stop };
}

export async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
