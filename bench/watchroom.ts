import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cwd, execPath } from "node:process";
import { Redis } from "ioredis";
import { keysFor, type Keys } from "../src/store/keys.ts";
import { launch, type Program } from "./processes.ts";

/** When Redis brings a write to the disk: before it answers, or once a second. */
export type Fsync = "always" | "everysec";

/** Started from the repository's root, as npm does it. */
const MAIN = join(cwd(), "dist", "main.js");
const BOOK = join(cwd(), "bench", "book");
const RUNNING = "watchroom is running";

/** Redis, `web` and `worker`, each a process of its own. */
export interface Watchroom {
  readonly port: number;
  readonly redis: Redis;
  readonly keys: Keys;
  /** What is accepted waits from then on. */
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** `more`: variables beside the usual. */
export async function startApart(
  fsync: Fsync,
  more: Readonly<Record<string, string>> = {},
): Promise<Watchroom> {
  const folder = await mkdtemp(join(tmpdir(), "watchroom-bench-"));
  const socket = join(folder, "redis.sock");
  const port = await freePort();
  const programs: Program[] = [];
  const begin = async (starting: Promise<Program>): Promise<void> => {
    programs.unshift(await starting);
  };
  await begin(startRedis(folder, socket, fsync));
  const role = (name: string): Promise<Program> =>
    launch(execPath, ["--enable-source-maps", MAIN, name], {
      ready: RUNNING,
      env: {
        ...common(folder, port),
        REDIS_URL: socket,
        WATCHROOM_SECRET: "of this run alone",
        ...more,
      },
    });
  const worker = await role("worker");
  programs.unshift(worker);
  await begin(role("web"));
  const redis = new Redis(socket, { enableAutoPipelining: true });
  return {
    port,
    redis,
    keys: keysFor("{watchroom}:"),
    stopWorker: () => worker.stop(),
    stop: async () => {
      redis.disconnect();
      for (const program of programs) await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything in one process, with a private Redis, as `npm start` does it. Answers the program and its data folder. */
export async function startTogether(): Promise<{
  readonly pid: number;
  readonly folder: string;
  stop(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "watchroom-bench-"));
  const program = await launch(execPath, ["--enable-source-maps", MAIN, "start"], {
    ready: RUNNING,
    env: common(folder, await freePort()),
  });
  return {
    pid: program.pid,
    folder,
    stop: async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function common(folder: string, port: number): Record<string, string> {
  return { WATCHROOM_DATA: folder, PLAYBOOKS_DIR: BOOK, PORT: String(port), LOG_LEVEL: "info" };
}

export function startRedis(folder: string, socket: string, fsync: Fsync): Promise<Program> {
  const settings = {
    port: "0",
    unixsocket: socket,
    dir: folder,
    save: "",
    appendonly: "yes",
    appendfsync: fsync,
    hz: "100",
    "maxmemory-policy": "noeviction",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return launch("redis-server", args, { ready: "ready to accept connections" });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}
