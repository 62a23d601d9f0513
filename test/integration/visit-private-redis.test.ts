import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import { visitStore } from "../../src/app-visit-store.ts";
import { readConfig } from "../../src/config.ts";
import { lockFolder } from "../../src/lib/folder-lock.ts";
import { startPrivateRedis } from "../../src/store/private-redis.ts";
import { feelPulse } from "../../src/store/redis-socket.ts";
import { visitPrivateRedis } from "../../src/store/visit-private-redis.ts";
import { temporaryFolder } from "../support/folder.ts";
import { recordedLog } from "../support/quiet-log.ts";

/** A folder in which watchroom ran once. */
function used(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "redis"));
  return folder;
}

it("finds nothing where nobody ran, and leaves nothing there", async () => {
  const folder = temporaryFolder();

  expect(await visitPrivateRedis(join(folder, "typo"))).toBeNull();
  expect(await visitPrivateRedis(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  await expect(visitStore(readConfig({ WATCHROOM_DATA: join(folder, "typo") }))).rejects.toThrow(
    /^There is no store in .*typo: .*WATCHROOM_DATA or REDIS_URL/,
  );
});

it("uses the server of whoever runs, and lets it run", async () => {
  const folder = used();
  const redis = await startPrivateRedis({ folder, log: recordedLog() });
  onTestFinished(() => redis.stop());

  const visit = (await visitPrivateRedis(folder))!;
  expect(visit).toMatchObject({ socket: redis.socket, alone: false });
  await visit.leave();

  expect(await feelPulse(redis.socket, 500)).toBe("ready");
});

it("starts the server when nobody runs, and ends it after its last write", async () => {
  const folder = used();
  for (const written of [null, "yes"]) {
    const visit = (await visitPrivateRedis(folder))!;
    expect(visit.alone).toBe(true);
    const client = new Redis(visit.socket);
    expect(await client.get("kept")).toBe(written);
    await client.set("kept", "yes");
    client.disconnect();
    await visit.leave();

    expect(await feelPulse(visit.socket, 500)).toBe("absent");
  }
});

it("leaves the server to whoever has come meanwhile", async () => {
  const visit = (await visitPrivateRedis(used()))!;
  const other = new Redis(visit.socket, { retryStrategy: null });
  other.on("error", () => {});
  onTestFinished(async () => {
    await other.call("SHUTDOWN", "NOSAVE").catch(() => undefined);
  });
  await other.ping();

  await visit.leave();

  expect(await other.ping()).toBe("PONG");
});

it("keeps nobody from starting, who then has a server all the time", async () => {
  const folder = used();
  const visit = (await visitPrivateRedis(folder))!;

  const lock = await lockFolder(folder);
  expect(lock).toHaveProperty("release");
  const redis = await startPrivateRedis({ folder, log: recordedLog() });
  onTestFinished(() => redis.stop());
  expect(redis.socket).toBe(visit.socket);
  await visit.leave();

  await vi.waitFor(async () => expect(await feelPulse(redis.socket, 500)).toBe("ready"), {
    timeout: 3_000,
    interval: 20,
  });
  if ("release" in lock) await lock.release();
});

it("waits for a server that somebody else is about to start", async () => {
  const folder = used();
  const lock = await lockFolder(folder);
  const visiting = visitPrivateRedis(folder);

  const redis = await startPrivateRedis({ folder, log: recordedLog() });
  onTestFinished(() => redis.stop());
  if ("release" in lock) onTestFinished(() => lock.release());

  expect(await visiting).toMatchObject({ socket: redis.socket, alone: false });
});
