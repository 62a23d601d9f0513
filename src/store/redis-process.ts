import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { ConfigError } from "../lib/config-error.ts";
import { endProcess } from "../lib/running-process.ts";
import { deadline, sleep } from "../lib/timers.ts";
import { lastLines, lastPid, logLength, type PrivateRedisFiles } from "./private-redis-files.ts";
import { feelPulse } from "./redis-socket.ts";

export interface RedisProcess {
  readonly pid: number | null;
  /** Aborts when the process ends, if we started it, and when nobody wants it any more. */
  readonly gone: AbortSignal;
}

const OLDEST = [7, 0, 8] as const;
const START_MS = 5_000;
const LOADING_MS = 30_000;

/** The server that lives at our socket, however it came there; else a new one. Resolves when it answers; `unwanted` gives up. */
export async function adoptOrLaunch(
  files: PrivateRedisFiles,
  unwanted: AbortSignal,
): Promise<RedisProcess> {
  if ((await feelPulse(files.socket, 2_000)) === "absent") return launch(files, unwanted);
  await untilReady(files, unwanted, unwanted);
  return { pid: await lastPid(files), gone: unwanted };
}

/** Ends our server, also one that runs without its socket: two on the same files would spoil them. Its files are whole at any moment. */
export async function endServer(files: PrivateRedisFiles): Promise<void> {
  const pid = await lastPid(files);
  if (pid !== null) await endProcess(pid, files.config, 10_000);
}

async function launch(files: PrivateRedisFiles, unwanted: AbortSignal): Promise<RedisProcess> {
  await refuseMissingOrOld();
  await endServer(files);
  const from = await logLength(files);
  const { child, gone } = await spawnDetached(files);
  try {
    await untilReady(files, gone.signal, unwanted);
  } catch (error) {
    child.kill();
    if (!gone.signal.aborted) await once(gone.signal, "abort");
    unwanted.throwIfAborted();
    const lines = await lastLines(files, from);
    throw new ConfigError(
      [
        `The private Redis did not start: ${(error as Error).message}. The last lines of ${files.log}:`,
        ...lines,
      ].join("\n  "),
      { cause: error },
    );
  }
  unwanted.addEventListener("abort", () => gone.abort(), { signal: gone.signal });
  return { pid: child.pid ?? null, gone: gone.signal };
}

/** In a session of its own, so that a Ctrl-C in the terminal ends us first and the server after its last command. */
async function spawnDetached(
  files: PrivateRedisFiles,
): Promise<{ readonly child: ChildProcess; readonly gone: AbortController }> {
  const log = await open(files.log, "a", 0o600);
  try {
    const child = spawn("redis-server", [files.config], {
      cwd: files.folder,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    const gone = new AbortController();
    child.once("exit", () => gone.abort());
    await once(child, "spawn");
    // The server writes it too, but later: whoever comes after us must find even one that has not got that far.
    await writeFile(files.pid, String(child.pid));
    child.unref();
    return { child, gone };
  } finally {
    await log.close();
  }
}

async function untilReady(
  files: PrivateRedisFiles,
  gone: AbortSignal,
  unwanted: AbortSignal,
): Promise<void> {
  const start = deadline(START_MS);
  const loading = deadline(LOADING_MS);
  for (;;) {
    unwanted.throwIfAborted();
    const pulse = await feelPulse(files.socket, 2_000);
    if (pulse === "ready") return;
    if (gone.aborted) throw new Error("it ended at once");
    if (pulse === "loading" ? loading.aborted : start.aborted)
      throw new Error("it did not answer in time");
    await sleep(10, unwanted);
  }
}

async function refuseMissingOrOld(): Promise<void> {
  const text = await promisify(execFile)("redis-server", ["--version"]).then(
    ({ stdout }) => stdout,
    () => null,
  );
  if (text === null)
    throw new ConfigError("redis-server was not found. Run bin/setup, or set REDIS_URL.");
  const [, version = "?"] = /\bv=([\d.]+)/.exec(text) ?? [];
  const parts = version.split(".").map(Number);
  const differs = OLDEST.findIndex((wanted, i) => parts[i] !== wanted);
  if (differs !== -1 && !(parts[differs]! > OLDEST[differs]!))
    throw new ConfigError(
      `redis-server ${version} is too old: ${OLDEST.join(".")} or newer is needed. Update it, or set REDIS_URL.`,
    );
}
