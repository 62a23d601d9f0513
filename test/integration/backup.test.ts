import { readFileSync, statSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { backup, restore, resume } from "../../src/app-backup.ts";
import { createApp } from "../../src/app.ts";
import { readConfig, type Config } from "../../src/config.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { ConfigError } from "../../src/lib/config-error.ts";
import { DAY, HOUR, MINUTE } from "../../src/lib/durations.ts";
import { readSealedLines, writeSealedLines } from "../../src/lib/sealed-lines.ts";
import { backupLines } from "../../src/store/backup.ts";
import { keysFor } from "../../src/store/keys.ts";
import { fillStore, stateOfStore } from "../../src/store/restore.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { createHoldLook, resume as lift } from "../../src/watch/hold.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { wake } from "../../src/watch/wake.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { compileInProcess } from "../support/book.ts";
import { drawInProcess } from "../support/draw.ts";
import { temporaryFolder } from "../support/folder.ts";
import { recordedLog } from "../support/quiet-log.ts";
import { recordReader } from "../support/reader.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";
import {
  joins,
  signalOf,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";
import { oneOfEachKind } from "../support/stored-kinds.ts";

const log = recordedLog();
let from: StoreServer;
let world: StoreWorld;
let other: RedisServer;
let redis: Redis;
let folder: string;
let file: string;
let here: Config;
let there: Config;

beforeAll(async () => {
  from = await startStore();
  other = await startRedis();
});
afterAll(async () => {
  redis.disconnect();
  await Promise.all([from.stop(), other.stop()]);
});
beforeEach(async () => {
  world = await from.fresh();
  redis?.disconnect();
  redis = new Redis(other.socket);
  await redis.flushall();
  folder = temporaryFolder("backup");
  file = join(folder, "a.backup");
  here = configOn(world.redis.options.path!);
  there = configOn(other.socket);
});

function configOn(socket: string, more: object = {}): Config {
  const env = { REDIS_URL: socket, WATCHROOM_DATA: folder, WATCHROOM_PREFIX: "{test}:" };
  return readConfig({ ...env, ...more });
}

/** What each key holds, in an order that does not depend on how Redis keeps it. */
async function contentsOf(of: Redis, prefix: string): Promise<Record<string, unknown>> {
  const found: Record<string, string[]> = {};
  for await (const json of backupLines(of, prefix, "now")) {
    const { k, t, d, ...rest } = JSON.parse(json) as { k?: string; t: string; d: unknown[] };
    if (k === undefined) continue;
    const size = t === "hash" || t === "zset" ? 2 : 1;
    const parts = Array.from({ length: d.length / size }, (_, n) =>
      d.slice(n * size, n * size + size),
    );
    (found[k] ??= []).push(...[...parts, { t, ...rest }].map((part) => JSON.stringify(part)));
  }
  return Object.fromEntries(
    Object.entries(found).map(([k, parts]) => [
      k,
      parts.at(-1)!.includes('"list"') ? parts : [...new Set(parts)].toSorted(),
    ]),
  );
}

function reading(lines: readonly string[]): AsyncIterable<string> {
  return (async function* () {
    yield* lines;
  })();
}

function fill(lines: AsyncIterable<string>): Promise<number> {
  const parts = { redis, keys: keysFor("{test}:"), reader: recordReader(), clock: world.clock };
  return fillStore(parts, lines, () => Promise.resolve(world.clock));
}

/** The use cases on the restored store. */
function restored(): Watch {
  return world.on(redis);
}

describe("a backup", () => {
  test("brings every kind of key back as it was, under another prefix too", async () => {
    await oneOfEachKind(world);
    await world.redis.del(world.keys.held);
    const { redis: source, keys } = world;
    await source.set(`${keys.prefix}bytes`, Buffer.from([0, 255, 1, 254]));
    await source.set(`${keys.prefix}goes`, "soon", "PX", HOUR);
    await source.xadd(`${keys.prefix}empty`, "5-7", "a", "b");
    await source.xdel(`${keys.prefix}empty`, "5-7");
    const many = Array.from({ length: 2_500 }, (_, n) => `n${n}`);
    await source.sadd(`${keys.prefix}set`, ...many);
    await source.rpush(`${keys.prefix}list`, ...many);
    await source.hset(`${keys.prefix}hash`, ...many, "last", "one");
    await source.zadd(`${keys.prefix}zset`, ...many.flatMap((name, n) => [n / 7, name]));

    await backup(here, log, file);
    const moved = configOn(other.socket, { WATCHROOM_PREFIX: "{moved}:" });
    const { header } = await restore(moved, log, { file, replace: false });

    expect(header).toMatchObject({ v: 1, prefix: "{test}:", records: { incident: 1 } });
    const before = await contentsOf(source, keys.prefix);
    const after = await contentsOf(redis, "{moved}:");
    for (const mended of ["due", "due:epoch", "cards:room", "reaches", "time", "summary:s1"]) {
      delete before[mended];
      delete after[mended];
    }
    expect(Object.keys(after).toSorted()).toEqual(Object.keys(before).toSorted());
    for (const [key, content] of Object.entries(before))
      expect({ key, content: after[key] }).toEqual({ key, content });
    expect(await redis.pexpiretime("{moved}:goes")).toBe(
      await source.pexpiretime(`${keys.prefix}goes`),
    );
    expect((await redis.xadd("{moved}:empty", "5-*", "a", "b"))!).toBe("5-8");
  });

  test("is for its owner alone, and leaves nothing behind when it fails", async () => {
    await world.opens("queue-backlog");
    await backup(here, log, file);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    await world.redis.set(`${world.keys.prefix}broken`, "x");
    const lines = (async function* () {
      yield "{}";
      throw new Error("the store went away");
    })();
    await expect(writeSealedLines(join(folder, "b.backup"), lines)).rejects.toThrow("went away");

    expect(readdirSync(folder).filter((name) => name.includes(".backup"))).toEqual(["a.backup"]);
  });

  test("leaves queues and leases to those who run", async () => {
    await world.watch.leases.hold("fold", 1_000);
    await world.redis.set(`${world.keys.prefix}bull:x`, "1");
    await world.opens("queue-backlog");
    await backup(here, log, file);

    const names = [];
    for await (const line of readSealedLines(file))
      names.push((JSON.parse(line) as { k: string }).k);
    expect(names).toContain("open");
    expect(names.filter((name) => /^(bull|lease)/.test(name ?? ""))).toEqual([]);
  });
});

test("whatever is committed while a backup is read, what was there when it began is in it, once", async () => {
  const { watch, redis: source, keys } = world;
  await joins(watch, "ana");
  for (let n = 0; n < 6; n += 1) await world.opens(`told-${n}`);
  for (let n = 0; n < 6; n += 1) await world.signals({ alert: `accepted-${n}` });
  const lines: string[] = [];
  let step = 0;
  for await (const line of backupLines(source, keys.prefix, "now")) {
    lines.push(line);
    step += 1;
    if (step === 3) await world.foldAll();
    if (step % 2 === 0) await world.signals({ alert: `late-${step}` });
    if (step % 5 === 0) await world.foldAll();
    const told = await source.zrange(keys.incidents, 0, -1);
    const by = { handle: "ana", name: "Ana", via: "room" };
    if (step % 7 === 0)
      await acknowledge(watch, {
        incident: told[step % told.length]!,
        by,
        at: 1,
        token: null,
        forMs: null,
      });
    for (const { handle, method } of await watch.pages.pending(world.clock.real()))
      if (step % 3 === 0) await deliver(watch, handle, method);
    if (step % 4 === 0) await carryOut(watch);
  }
  expect(step).toBeGreaterThan(30);

  await fill(reading(lines.slice(1)));
  const again = restored();
  await lift(again);
  await world.foldAll(again);
  await wake(again);

  const open = await again.incidents.open();
  const names = open.map(({ alert }) => alert);
  for (let n = 0; n < 6; n += 1)
    for (const alert of [`told-${n}`, `accepted-${n}`])
      expect(names.filter((name) => name === alert)).toEqual([alert]);
  expect(new Set(names).size).toBe(names.length);
  expect(await redis.xlen(`${keys.prefix}inbox-bad`)).toBe(0);
  for (const { id, status, fingerprint } of open) {
    expect(await redis.hget(keys.fingerprint(fingerprint), "open")).toBe(id);
    expect([id, status, await redis.zscore(keys.due, id)]).toEqual([
      id,
      expect.stringMatching(/^(triggered|acknowledged)$/),
      expect.stringMatching(/^\d+$/),
    ]);
  }
  for (const id of await redis.hkeys(keys.effects)) {
    const { incident } = JSON.parse((await redis.hget(keys.effects, id))!) as { incident: string };
    expect(await redis.exists(keys.incident(incident))).toBe(1);
  }
});

describe("a file", () => {
  async function refused(text: RegExp): Promise<void> {
    const tried = restore(there, log, { file, replace: true });
    await expect(tried).rejects.toThrow(ConfigError);
    await expect(tried).rejects.toThrow(text);
    expect(await redis.dbsize()).toBe(0);
  }
  beforeEach(async () => {
    await world.opens("queue-backlog");
    await backup(here, log, file);
  });

  test("that was cut short changes nothing", async () => {
    const whole = readFileSync(file);
    for (const length of [0, 10, whole.length - 20, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      await refused(/it was cut short/);
    }
  });

  test("whose last lines are missing changes nothing", async () => {
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
    writeFileSync(file, gzipSync(`${lines.slice(0, -1).join("\n")}\n`));
    await refused(/it was cut short/);
    writeFileSync(file, gzipSync(`${lines.toSpliced(2, 1).join("\n")}\n`));
    await refused(/its checksum is wrong/);
  });

  test("with other bytes in it, or that is no backup, changes nothing", async () => {
    const text = gunzipSync(readFileSync(file)).toString();
    writeFileSync(file, gzipSync(text.replace("queue-backlog", "queue-backlag")));
    await refused(/its checksum is wrong/);
    writeFileSync(file, "a letter");
    await refused(/it is damaged, or no backup/);
    file = join(folder, "missing");
    await refused(/there is no such file/);
  });

  test("of a newer watchroom is refused by name", async () => {
    const [first = "", ...rest] = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
    const header = JSON.parse(first) as { records: object };
    for (const [newer, text] of [
      [{ ...header, v: 2 }, /made by a newer watchroom\. Upgrade/],
      [{ ...header, records: { person: 2 } }, /newer watchroom \(person, version 2\)/],
      [{ ...header, records: { rotation: 1 } }, /newer watchroom \(rotation, version 1\)/],
      [{ watchroom: "else" }, /it is no backup of watchroom/],
    ] as const) {
      await writeSealedLines(file, reading([JSON.stringify(newer), ...rest.slice(0, -1)]));
      await refused(text);
    }
  });
});

describe("a store", () => {
  beforeEach(async () => {
    await world.opens("queue-backlog");
    await backup(here, log, file);
  });

  test("that holds anything is replaced only when that is asked for, and then wholly", async () => {
    await redis.set("{test}:stale", "1");
    await redis.set("another", "1");

    await expect(restore(there, log, { file, replace: false })).rejects.toThrow(/not empty/);
    await restore(there, log, { file, replace: true });

    expect(await redis.exists("{test}:stale")).toBe(0);
    expect(await redis.get("another")).toBe("1");
    expect((await restored().incidents.open()).map(({ alert }) => alert)).toEqual([
      "queue-backlog",
    ]);
  });

  test.each(["fold", "audit"])(
    "on which somebody holds the lease %s is left alone",
    async (name) => {
      const now = systemClock.real();
      await redis.hset(`{test}:lease:${name}`, { owner: "somebody", until: now + 3_000, fence: 1 });

      await expect(restore(there, log, { file, replace: true })).rejects.toThrow(/is running/);
      await redis.hset(`{test}:lease:${name}`, { owner: "somebody", until: now - HOUR });

      await restore(there, log, { file, replace: true });
    },
  );

  test("whose intake answers is left alone", async () => {
    await redis.hset("{test}:intake", "seen", systemClock.real() - 5_000);

    await expect(restore(there, log, { file, replace: true })).rejects.toThrow(/is running/);
  });

  test("that was filled in part starts nobody, and is filled again", async () => {
    const lines: string[] = [];
    for await (const line of readSealedLines(file)) lines.push(line);
    const torn = (async function* () {
      yield* lines.slice(1, lines.length / 2);
      throw new Error("killed");
    })();
    await expect(fill(torn)).rejects.toThrow("killed");

    expect(await stateOfStore(redis, keysFor("{test}:"), systemClock.real())).toBe("half");
    const parts = { role: "all", redis: other.socket, secrets: ["s".repeat(16)], log } as const;
    const app = createApp(there, {
      ...parts,
      thread: { compile: compileInProcess, draw: drawInProcess },
    });
    await expect(app.start()).rejects.toThrow(/restored only in part/);
    await app.stop();
    await expect(resume(there, log)).rejects.toThrow(/restored only in part/);
    await expect(restore(there, log, { file, replace: false })).rejects.toThrow(/only in part/);
    await restore(there, log, { file, replace: true });

    expect(await stateOfStore(redis, keysFor("{test}:"), systemClock.real())).toBe("used");
    expect(await restored().incidents.open()).toHaveLength(1);
  });
});

describe("after a restore", () => {
  async function restoredStory(): Promise<Watch> {
    await joins(world.watch, "ana");
    await world.opens("queue-backlog");
    const lines: string[] = [];
    for await (const line of backupLines(world.redis, world.keys.prefix, "now")) lines.push(line);
    world.clock.set(world.clock.now() + 3 * HOUR);
    await fill(reading(lines.slice(1)));
    return restored();
  }
  async function send(watch: Watch): Promise<void> {
    for (const { handle, method } of await watch.pages.pending(world.clock.real()))
      await deliver(watch, handle, method);
  }

  test("nobody is paged, nothing is said, nothing is due, and new incidents wait as well", async () => {
    const watch = await restoredStory();
    const said = world.room.said.length;
    await send(watch);
    expect(await wake(watch)).toBe(0);
    await carryOut(watch);
    await world.speak(watch);
    await watch.inbox.add([signalOf({ alert: "disk-full" })]);
    await world.foldAll(watch);
    world.clock.set(world.clock.now() + DAY);
    await send(watch);
    expect(await wake(watch)).toBe(0);

    expect(await watch.incidents.open()).toHaveLength(2);
    expect(world.notifier("push").sent).toEqual([]);
    expect(world.notifier("sms").sent).toEqual([]);
    await world.speak(watch);
    expect(world.room.said).toHaveLength(said);
    expect(await watch.incidents.countLate(world.clock.now())).toBe(0);
  });

  test("the room and the status say so at once and every hour, until paging goes on", async () => {
    const watch = await restoredStory();
    const look = createHoldLook(watch);
    for (const minutes of [0, 1, 58, 2]) {
      world.clock.set(world.clock.now() + minutes * MINUTE);
      await look();
      await world.speak(watch);
    }

    expect(world.room.said.filter((text) => text.includes("Paging is held since"))).toHaveLength(2);
    expect(await watch.notices.problems()).toEqual([
      {
        what: expect.stringMatching(/after a restore: nobody is called/) as string,
        mend: "`npx watchroom resume` lets it go on.",
      },
    ]);

    await lift(watch);
    await look();
    await world.speak(watch);

    expect(await watch.notices.problems()).toEqual([]);
    expect(world.room.said.at(-1)).toBe("Paging goes on.");
    expect(await lift(watch)).toBe(false);
  });

  test("what waited to be posted or said may have been since: it is looked for first", async () => {
    const key = world.keys.sayings("room");
    for (const id of ["s1", "gone:1:0"])
      await world.watch.sayings.add({ v: 1, id, incident: null, text: id, loud: true });
    await world.redis.del(`${key}:tried`);
    await world.redis.zrem(key, "s1");
    const watch = await restoredStory();
    await lift(watch);
    await showCards(watch);
    await world.speak(watch);

    expect(world.room.said).toEqual(["s1", "Paging goes on."]);
    expect(world.room.tried.map(({ isUncertain }) => isUncertain)).toEqual([true, true, true]);
  });

  test("what waited goes out once, and the first step that was not run starts then", async () => {
    const watch = await restoredStory();
    await lift(watch);
    expect(await wake(watch)).toBe(1);
    await send(watch);
    await send(watch);

    expect(world.notifier("push").sent).toHaveLength(1);
    expect(world.notifier("sms").sent).toHaveLength(1);
    expect(world.notifier("voice").sent).toEqual([]);
    const [incident] = await watch.incidents.open();
    expect(incident!.phase).toMatchObject({ kind: "step", step: 1, startedAt: world.clock.now() });
  });

  test("it is listed who would be called, and `resume` lists it again", async () => {
    await joins(world.watch, "ana");
    await world.opens("queue-backlog");
    await world.opens("warned", { severity: "warning" });
    await backup(here, log, file);

    const { goesOut } = await restore(there, log, { file, replace: false });

    expect(goesOut.incidents.map(({ alert }) => alert)).toEqual(["warned", "queue-backlog"]);
    expect(goesOut.pages).toContainEqual({ name: "Ana", method: "sms", incidents: [1] });
    expect(await resume(there, log)).toMatchObject({ pages: goesOut.pages });
    expect(await redis.exists("{test}:held")).toBe(0);
    expect(await resume(there, log)).toBeNull();
  });
});
