import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { deadline, sleep } from "./timers.ts";

const run = promisify(execFile);

/** Whether this process runs and `argument` is part of its command line: a process id alone may have been used again. */
export async function isRunning(pid: number, argument: string): Promise<boolean> {
  return (await commandLine(pid)).includes(argument);
}

/** Asks it to end, and kills it if it has not after `patienceMs`. A process that is another one is left alone. */
export async function endProcess(pid: number, argument: string, patienceMs: number): Promise<void> {
  if (!(await isRunning(pid, argument))) return;
  kill(pid, "SIGTERM");
  if (await hasEnded(pid, argument, patienceMs)) return;
  kill(pid, "SIGKILL");
  if (!(await hasEnded(pid, argument, patienceMs)))
    throw new Error(`Process ${pid} cannot be ended.`);
}

/** False when it still runs after `patienceMs` real milliseconds. */
async function hasEnded(pid: number, argument: string, patienceMs: number): Promise<boolean> {
  const over = deadline(patienceMs);
  while (await isRunning(pid, argument)) {
    if (over.aborted) return false;
    await sleep(20);
  }
  return true;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === "linux") return await readFile(`/proc/${pid}/cmdline`, "utf8");
    return (await run("ps", ["-ww", "-o", "command=", "-p", String(pid)])).stdout;
  } catch {
    // Neither the file nor a line of `ps` is there for a process that has ended.
    return "";
  }
}
