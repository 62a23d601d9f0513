import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface RedisServer {
  readonly socket: string;
  /** Kills it, as a crash would. */
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

/** A Redis of one's own on a private socket, without persistence; after `before` was killed, at its place. */
export async function startRedis(before?: RedisServer): Promise<RedisServer> {
  const folder =
    before === undefined
      ? await mkdtemp(join(tmpdir(), "watchroom-redis-"))
      : dirname(before.socket);
  const socket = join(folder, "r.sock");
  const child = spawn(
    "redis-server",
    ["--port", "0", "--unixsocket", socket, "--save", "", "--hz", "100", "--dir", folder],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(child, "exit");
  let log = "";
  await new Promise<void>((resolve, reject) => {
    child.once("error", () =>
      reject(new Error("redis-server could not be started; bin/setup installs it")),
    );
    child.once("exit", () => reject(new Error(`redis-server ended at once: ${log}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("The server is now ready to accept connections")) resolve();
    });
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  return {
    socket,
    kill,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
