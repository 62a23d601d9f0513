import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process, { env, getuid } from "node:process";

export interface DatabaseProcess {
  /** Holds its socket too. */
  readonly folder: string;
  /** The path of a file that only the server may read. */
  write(name: string, content: string): string;
  makeFolder(name: string): void;
  /** Runs to its end, reading `input`. */
  prepare(command: string, args: readonly string[], input?: string): Promise<void>;
  /** Resolves when it says `ready`. */
  start(command: string, args: readonly string[], ready: string): Promise<void>;
  /** Kills it, as a crash would. */
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

/** Servers of databases refuse to run as root. */
function identity(): { readonly uid?: number; readonly gid?: number } {
  if (getuid?.() !== 0) return {};
  const number = (flag: string): number =>
    Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: number("-u"), gid: number("-g") };
}

/** On the PATH, or in one of the other folders. */
export function program(name: string, elsewhere: readonly string[]): string {
  const folders = [...(env["PATH"] ?? "").split(delimiter), ...elsewhere];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} was not found; bin/setup --test installs it`);
  return realpathSync(found);
}

/** A server of one's own in a temporary folder. */
export function databaseProcess(name: string): DatabaseProcess {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `watchroom-${name}-`)));
  const as = identity();
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid!);
  let child: ChildProcess | null = null;
  let log = "";
  const run = (command: string, args: readonly string[]): ChildProcess => {
    const started = spawn(command, args, {
      ...as,
      cwd: folder,
      env: { PATH: env["PATH"], HOME: folder, TZ: "UTC", LC_ALL: "C" },
      stdio: "pipe",
    });
    for (const stream of [started.stdout, started.stderr])
      stream.on("data", (chunk: Buffer) => (log = (log + String(chunk)).slice(-20_000)));
    return started;
  };
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  const owned = (name: string, make: (path: string) => void): string => {
    const path = join(folder, name);
    make(path);
    if (as.uid !== undefined) chownSync(path, as.uid, as.gid!);
    return path;
  };
  return {
    folder,
    write: (name, content) => owned(name, (path) => writeFileSync(path, content, { mode: 0o600 })),
    makeFolder: (name) => void owned(name, (path) => mkdirSync(path)),
    prepare: async (command, args, input = "") => {
      const started = run(command, args);
      started.stdin!.end(input);
      const [code] = (await once(started, "exit")) as [number | null];
      if (code !== 0) throw new Error(`${command} failed: ${log}`);
    },
    start: async (command, args, ready) => {
      log = "";
      const started = run(command, args);
      child = started;
      // A test that was given up leaves nothing behind.
      process.once("exit", () => started.kill("SIGKILL"));
      await new Promise<void>((resolve, reject) => {
        started.once("error", reject);
        started.once("exit", () => reject(new Error(`${command} ended at once: ${log}`)));
        for (const stream of [started.stdout!, started.stderr!])
          stream.on("data", () => log.includes(ready) && resolve());
      });
    },
    kill,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
