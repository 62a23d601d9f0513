import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { env } from "node:process";

export interface Program {
  readonly pid: number;
  /** Asks it to stop, and kills it after ten seconds. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
const STOP_WITHIN_MS = 10_000;
const START_WITHIN_MS = 20_000;

/** Starts a program and waits until it has written `ready`. Of our own environment only the path reaches it. */
export async function launch(
  command: string,
  args: readonly string[],
  how: {
    readonly ready: string;
    readonly env?: Record<string, string>;
    /** Gets what was written until then. */
    said?(text: string): void;
  },
): Promise<Program> {
  const child = spawn(command, args, {
    env: { PATH: env["PATH"] ?? "", TZ: "UTC", ...how.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const text = await written(child, how.ready, command);
  how.said?.(text);
  return { pid: child.pid ?? 0, stop: () => stop(child) };
}

/** Nothing that we started outlives us, however we end. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

function written(child: ChildProcess, ready: string, command: string): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    const giveUp = (why: string): void => reject(new Error(`${command} ${why}:\n${text}`));
    const timer = setTimeout(giveUp, START_WITHIN_MS, "was not ready in time");
    child.once("error", reject);
    child.once("exit", () => giveUp("ended at once"));
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        text = (text + chunk.toString()).slice(-5_000);
        if (!text.includes(ready)) return;
        clearTimeout(timer);
        resolve(text);
      });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(timer);
}
