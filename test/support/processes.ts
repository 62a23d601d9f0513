import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { env, execPath, kill as signal } from "node:process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { isRunning } from "../../src/lib/running-process.ts";
import { until } from "./until.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** For processes that share one; no comma, which would make it two. */
export const SECRET = "a secret of this test alone";
const KEPT_LOG = 200_000;

export interface Program {
  readonly name: string;
  readonly isRunning: boolean;
  /** Runs it, again if it ran before. */
  start(): Promise<void>;
  /** As a crash would, without a chance to say anything. */
  kill(): Promise<void>;
  /** Asks it to end; answers its exit code, or the name of the signal that ended it, and how long that took. */
  stop(by?: NodeJS.Signals): Promise<{ readonly end: number | string; readonly tookMs: number }>;
  /** The exit code once it has ended by itself. */
  ended(): Promise<number | string>;
  /** It stays alive, and does nothing until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** The last part of what all its runs wrote. */
  log(): string;
}

interface ProgramParts {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Resolves when it can be used; `start` waits for it. */
  ready?(log: string): boolean;
}

/** A process that can be killed and started again as often as one likes. The test's end ends it. */
function aProgram({ name, command, args, env: extra = {}, ready }: ProgramParts): Program {
  let child: ReturnType<typeof spawn> | null = null;
  let text = "";
  let last: number | string = "";
  const kill = async (): Promise<void> => {
    const dying = child;
    if (dying === null) return;
    const gone = once(dying, "exit");
    dying.kill("SIGKILL");
    await gone;
  };
  const ended = async (): Promise<number | string> => {
    if (child === null) return last;
    const [code, by] = (await once(child, "exit")) as [number | null, string | null];
    return code ?? by ?? "";
  };
  onTestFinished(kill);
  return {
    name,
    ended,
    stop: async (by = "SIGTERM") => {
      const begun = performance.now();
      const end = ended();
      child?.kill(by);
      return { end: await end, tookMs: performance.now() - begun };
    },
    get isRunning() {
      return child !== null;
    },
    start: async () => {
      const run = spawn(command, args, {
        env: { ...bareEnvironment(), ...extra },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = run;
      let own = "";
      for (const stream of [run.stdout, run.stderr]) {
        stream.on("data", (chunk: Buffer) => {
          own = (own + String(chunk)).slice(-KEPT_LOG);
          text = (text + String(chunk)).slice(-KEPT_LOG);
        });
      }
      run.once("exit", (code, by) => {
        last = code ?? by ?? "";
        if (child === run) child = null;
      });
      await once(run, "spawn");
      if (ready)
        await until(`${name} is ready`, 20_000, () => ready(own) || (child !== run && "killed"));
    },
    kill,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    log: () => text,
  };
}

/** Nothing of the machine's own settings reaches the program. */
function bareEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR"].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), TZ: "UTC" };
}

/** The built program. */
export function aWatchroom(
  name: string,
  role: "start" | "web" | "worker",
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Program {
  return aProgram({
    name,
    command: execPath,
    args: ["--enable-source-maps", MAIN, role, ...args],
    env: { LOG_LEVEL: "info", ...env },
  });
}

export interface SharedRedis extends Program {
  readonly socket: string;
}

/** A Redis as processes that share it should have: every write is on disk before it is answered. */
export function aSharedRedis(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): SharedRedis {
  const socket = join(folder, "r.sock");
  const settings = {
    port: "0",
    unixsocket: socket,
    dir: folder,
    save: "",
    appendonly: "yes",
    appendfsync: "always",
    hz: "100",
  };
  const program = aProgram({
    name: "redis",
    command: "redis-server",
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env,
    ready: (log) => log.includes("ready to accept connections"),
  });
  return Object.defineProperty(program as SharedRedis, "socket", { value: socket });
}

/** The Redis that `start` keeps for itself, which outlives a `start` that was killed. To be made before that, so that at the test's end it goes after it. */
export function aPrivateRedis(dataFolder: string): {
  kill(): Promise<void>;
  freeze(): Promise<void>;
} {
  const file = join(dataFolder, "redis", "redis.pid");
  const send = async (name: NodeJS.Signals): Promise<void> => {
    const pid = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (pid > 0 && (await isRunning(pid, dataFolder))) signal(pid, name);
  };
  const kill = (): Promise<void> => send("SIGKILL");
  onTestFinished(kill);
  return { kill, freeze: () => send("SIGSTOP") };
}

/** Below the range from which the system takes the ports of outgoing connections, so that it is still free after a restart. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}
