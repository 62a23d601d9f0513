import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import { ConfigError } from "../../src/lib/config-error.ts";
import type { Log } from "../../src/lib/log.ts";
import { isRunning } from "../../src/lib/running-process.ts";
import { startPrivateRedis, type PrivateRedis } from "../../src/store/private-redis.ts";
import { killHard, runBuilt } from "../support/built-process.ts";
import { temporaryFolder } from "../support/folder.ts";

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function start(folder: string): Promise<PrivateRedis> {
  const redis = await startPrivateRedis({ folder, log: QUIET });
  onTestFinished(() => redis.stop());
  return redis;
}

async function ask(
  redis: { readonly socket: string },
  ...command: [string, ...string[]]
): Promise<unknown> {
  const client = new Redis(redis.socket, { lazyConnect: true, retryStrategy: null });
  client.on("error", () => {});
  try {
    await client.connect();
    return await client.call(...command);
  } finally {
    client.disconnect();
  }
}

/** Asserts that the server is another one, and answers, soon enough on a machine that is busy with other tests. */
async function expectAnother(redis: PrivateRedis, pid: number): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(redis.pid).not.toBe(pid);
      expect(await ask(redis, "PING")).toBe("PONG");
    },
    { timeout: 3_000, interval: 20 },
  );
}

it("keeps every write, on a socket that only we can open", async () => {
  const folder = join(temporaryFolder('data "of" \\ours '), "deep");
  const redis = await start(folder);

  const settings = ["appendonly", "appendfsync", "hz", "maxmemory-policy", "port", "save"];
  const read = (await ask(redis, "CONFIG", "GET", ...settings)) as string[];
  const found = Object.fromEntries(settings.map((name) => [name, read[read.indexOf(name) + 1]]));

  expect(found).toEqual({
    appendonly: "yes",
    appendfsync: "always",
    hz: "100",
    "maxmemory-policy": "noeviction",
    port: "0",
    save: "",
  });
  expect(statSync(join(folder, "redis")).mode & 0o777).toBe(0o700);
  expect(statSync(redis.socket).mode & 0o777).toBe(0o700);
});

it("is back in a second with its data when the server is killed, again and again", async () => {
  const redis = await start(temporaryFolder());
  await ask(redis, "SET", "kept", "yes");

  for (let i = 0; i < 3; i += 1) {
    const pid = redis.pid!;
    process.kill(pid, "SIGKILL");
    await expectAnother(redis, pid);
    expect(await ask(redis, "GET", "kept")).toBe("yes");
  }
});

it("adopts the server of a process that was killed, and looks after it as its own", async () => {
  const folder = temporaryFolder();
  const { child, line } = await runBuilt(`
    const { startPrivateRedis } = await import(built + "store/private-redis.js");
    const { createLog } = await import(built + "lib/log.js");
    const redis = await startPrivateRedis({ folder: ${JSON.stringify(folder)}, log: createLog("silent") });
    console.log(JSON.stringify({ pid: redis.pid, socket: redis.socket }));
  `);
  const before = JSON.parse(line) as { pid: number; socket: string };
  await ask(before, "SET", "kept", "yes");
  await killHard(child);

  const redis = await start(folder);

  expect(redis.pid).toBe(before.pid);
  process.kill(before.pid, "SIGKILL");
  await expectAnother(redis, before.pid);
  expect(await ask(redis, "GET", "kept")).toBe("yes");
});

it("leaves no process and no socket when it stops, and finds its data again", async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  const pid = first.pid!;
  await ask(first, "SET", "kept", "yes");

  await first.stop();

  expect(await isRunning(pid, folder)).toBe(false);
  expect(existsSync(first.socket)).toBe(false);
  expect(first.pid).toBeNull();
  expect(await ask(await start(folder), "GET", "kept")).toBe("yes");
});

it("never runs two servers on the same files when the socket was taken away", async () => {
  const redis = await start(temporaryFolder());
  const pid = redis.pid!;
  rmSync(redis.socket);

  await expectAnother(redis, pid);

  expect(await isRunning(pid, "redis")).toBe(false);
});

it("waits for a server that is still loading", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "redis"));
  let asked = 0;
  const loading = createServer((wire) => {
    wire.on("data", () =>
      wire.end(
        (asked += 1) < 4 ? "-LOADING Redis is loading the dataset in memory\r\n" : "+PONG\r\n",
      ),
    );
    wire.on("error", () => wire.destroy());
  });
  await new Promise<void>((resolve) =>
    loading.listen(join(folder, "redis", "redis.sock"), resolve),
  );
  onTestFinished(() => new Promise<void>((resolve) => loading.close(() => resolve())));

  await start(folder);

  expect(asked).toBeGreaterThanOrEqual(4);
});

it("says the server's own last lines when it ends at once", async () => {
  const folder = temporaryFolder();
  const redis = await start(folder);
  for (let i = 0; i < 50; i += 1) await ask(redis, "SET", `key ${i}`, "value");
  await redis.stop();
  const files = join(folder, "redis", "appendonlydir");
  const file = readdirSync(files).find((name) => name.endsWith(".incr.aof"))!;
  writeFileSync(join(files, file), "*1\r\nnonsense\r\n".repeat(50));

  const failure = startPrivateRedis({ folder, log: QUIET });

  await expect(failure).rejects.toThrow(ConfigError);
  await expect(failure).rejects.toThrow(
    /did not start: it ended at once[^]*Bad file format reading the append only file/,
  );
});

it("says what to do without a redis-server", async () => {
  vi.stubEnv("PATH", "/nowhere");
  onTestFinished(() => void vi.unstubAllEnvs());

  await expect(start(temporaryFolder())).rejects.toThrow(
    "redis-server was not found. Run bin/setup, or set REDIS_URL.",
  );
});

it("says what to do with an old redis-server", async () => {
  const bin = temporaryFolder();
  writeFileSync(
    join(bin, "redis-server"),
    '#!/bin/sh\necho "Redis server v=7.0.7 sha=00000000:0 malloc=libc bits=64"\n',
  );
  chmodSync(join(bin, "redis-server"), 0o755);
  vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`);
  onTestFinished(() => void vi.unstubAllEnvs());

  await expect(start(temporaryFolder())).rejects.toThrow(
    "redis-server 7.0.7 is too old: 7.0.8 or newer is needed.",
  );
});

it("puts the socket elsewhere when its path would be too long", async () => {
  const folder = join(temporaryFolder(), "x".repeat(100));
  const redis = await start(folder);
  onTestFinished(() => rmSync(dirname(redis.socket), { recursive: true }));

  expect(redis.socket.startsWith(join(tmpdir(), "watchroom-"))).toBe(true);
  expect(await ask(redis, "PING")).toBe("PONG");
});

it("gives up, and leaves nothing behind, when nobody waits any more", async () => {
  const folder = temporaryFolder();
  const reason = new Error("interrupted");

  await expect(
    startPrivateRedis({ folder, log: QUIET, signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);

  expect(existsSync(join(folder, "redis", "redis.sock"))).toBe(false);
});
