import { chmod, mkdir, readFile, realpath, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { socketFolder } from "../lib/socket-folder.ts";

export interface PrivateRedisFiles {
  readonly folder: string;
  readonly socket: string;
  readonly config: string;
  readonly log: string;
  readonly pid: string;
}

const LOG_BYTES = 1_048_576;

/** Makes the folder `redis` in the data folder, readable by us alone, and writes the server's settings into it. */
export async function writePrivateRedisFiles(dataFolder: string): Promise<PrivateRedisFiles> {
  const given = join(dataFolder, "redis");
  await mkdir(given, { recursive: true, mode: 0o700 });
  await chmod(given, 0o700);
  const files = await privateRedisFiles(dataFolder);
  await writeFile(files.config, settings(files), { mode: 0o600 });
  if ((await logLength(files)) > LOG_BYTES) await truncate(files.log);
  return files;
}

/** Where they are, or would be. Throws when the folder `redis` in the data folder is not there. */
export async function privateRedisFiles(dataFolder: string): Promise<PrivateRedisFiles> {
  const folder = await realpath(join(dataFolder, "redis"));
  return {
    folder,
    socket: join(await socketFolder(folder, "redis.sock"), "redis.sock"),
    config: join(folder, "redis.conf"),
    log: join(folder, "redis.log"),
    pid: join(folder, "redis.pid"),
  };
}

/** Null before the first start and after a clean stop. The process may be long gone. */
export async function lastPid(files: PrivateRedisFiles): Promise<number | null> {
  return Number(await readIfThere(files.pid)) || null;
}

export async function logLength(files: PrivateRedisFiles): Promise<number> {
  return (await stat(files.log).catch(() => null))?.size ?? 0;
}

/** The last lines that were written to the log after byte `from`. */
export async function lastLines(
  files: PrivateRedisFiles,
  from: number,
): Promise<readonly string[]> {
  const text = Buffer.from(await readIfThere(files.log))
    .subarray(from)
    .toString();
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-6);
}

function settings({ folder, socket, pid }: PrivateRedisFiles): string {
  return [
    "port 0",
    `unixsocket ${quote(socket)}`,
    "unixsocketperm 700",
    `dir ${quote(folder)}`,
    `pidfile ${quote(pid)}`,
    "daemonize no",
    // The command line stays as we gave it, and so tells our server from any other.
    "set-proc-title no",
    'save ""',
    "appendonly yes",
    "appendfsync always",
    "hz 100",
    "maxmemory-policy noeviction",
    "",
  ].join("\n");
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
