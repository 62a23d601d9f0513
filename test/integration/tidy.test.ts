import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY, MINUTE } from "../../src/lib/durations.ts";
import { createLocalRoomRecords } from "../../src/store/local-room.ts";
import { scanKeys } from "../../src/store/scan-keys.ts";
import { createTidyRecords } from "../../src/store/tidy.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { changeIncident } from "../../src/watch/change-incident.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { createTidying, KEEP_INCIDENTS_MS } from "../../src/watch/tidy.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import { createPretendPhone } from "../../src/adapters/local/phone.ts";
import { createLocalRoom } from "../../src/adapters/local/room.ts";
import { recordReader } from "../support/reader.ts";
import { joins, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

let server: StoreServer;
let world: StoreWorld;
let steps: number;

beforeAll(async () => {
  server = await startStore();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  world = await server.fresh();
  steps = 0;
});

async function tidy(): Promise<void> {
  const { redis, keys, watch } = world;
  const records = createTidyRecords(redis, keys, recordReader());
  const tidying = createTidying(watch, records, { samplesMaxMb: 256 });
  do steps += 1;
  while (await tidying.step());
}

/** Opened, told, paged by everything there is, and shown in two rooms. */
async function lived(alert: string): Promise<Incident> {
  const { watch, clock } = world;
  const incident = await world.opens(alert);
  clock.set(clock.now() + 11 * MINUTE);
  await world.audit();
  await sendAll();
  await showCards(watch);
  return incident;
}

async function sendAll(): Promise<void> {
  const { watch, clock } = world;
  for (const { handle, method } of await watch.pages.pending(clock.real()))
    await deliver(watch, handle, method);
}

async function resolve({ alert }: Incident): Promise<void> {
  await world.signals({ alert, status: "resolved" });
  await world.foldAll();
}

/** Every key and all that it holds, as one text. */
async function everything(): Promise<string> {
  const { redis, keys } = world;
  const all: unknown[] = [];
  for await (const found of scanKeys(redis, keys.prefix))
    for (const key of found) {
      const type = await redis.type(key);
      if (type === "string") all.push([key, await redis.get(key)]);
      if (type === "hash") all.push([key, await redis.hgetall(key)]);
      if (type === "list") all.push([key, await redis.lrange(key, 0, -1)]);
      if (type === "set") all.push([key, await redis.smembers(key)]);
      if (type === "zset") all.push([key, await redis.zrange(key, 0, -1)]);
      if (type === "stream") all.push([key, await redis.xrange(key, "-", "+")]);
    }
  return JSON.stringify(all);
}

describe("an incident that was resolved 400 days ago", () => {
  test("leaves no trace of its id, its pages or its number, and the others stay", async () => {
    const { watch, redis, keys, clock } = world;
    await joins(watch, "ana");
    const room = createLocalRoomRecords(redis, redis, keys, recordReader());
    const local = createLocalRoom(room, watch.people, clock);
    for (const method of ["push", "sms", "voice"] as const) {
      const phone = createPretendPhone(method, room, clock);
      world.notifier(method).send = (page, to, signal) => phone.send(page, to, signal);
    }
    world.room.show = (card, ref, signal) => local.show(card, ref, signal);
    world.room.say = (saying, signal) => local.say(saying, signal);
    const old = await lived("queue-backlog");
    await carryOut(watch);
    await room.addReaction(`card-${old.id}`, { emoji: "eyes", by: "ana", byName: "Ana", at: 1 });
    await watch.cards.again("room", old.id);
    world.room.say = () =>
      Promise.resolve({ outcome: "failed", reason: "unreachable", permanent: false });
    await resolve(old);
    await carryOut(watch);
    const pages = await redis.smembers(`${keys.incident(old.id)}:pages`);
    expect(pages.length).toBeGreaterThan(0);
    const resolvedAt = (await world.load(old)).resolvedAt!;
    clock.set(resolvedAt + KEEP_INCIDENTS_MS - DAY);
    world.room.say = (saying, signal) => local.say(saying, signal);
    const open = await lived("disk-full");
    const untouched = await world.load(open);

    clock.set(resolvedAt + KEEP_INCIDENTS_MS);
    await tidy();
    expect((await world.incidents()).map(({ number }) => number)).toEqual([1, 2]);
    clock.set(resolvedAt + KEEP_INCIDENTS_MS + DAY);
    await tidy();

    const left = await everything();
    for (const trace of [old.id, ...pages, "queue-backlog", "#1", "Incident 1."])
      expect(left).not.toContain(`${trace}"`);
    expect(left).not.toContain(old.id);
    expect(await world.load(open)).toEqual(untouched);
    expect(await watch.incidents.idOf(1)).toBeNull();
    expect(await watch.incidents.timeline(open.id)).not.toEqual([]);
    expect(await redis.smembers(`${keys.incident(open.id)}:pages`)).not.toEqual([]);
    expect((await room.message(`card-${open.id}`))?.incident).toBe(2);
  });

  test("takes a page that it shared out of the other's hands, and leaves the other whole", async () => {
    await joins(world.watch, "ana");
    await world.signals({ alert: "a" }, { alert: "b" });
    await world.foldAll();
    await sendAll();
    const [first, second] = await world.incidents();
    const shared = await world.redis.smembers(`${world.keys.incident(first!.id)}:pages`);
    await resolve(first!);
    world.clock.set(world.clock.now() + KEEP_INCIDENTS_MS + 1);
    await tidy();

    expect((await world.incidents()).map(({ id }) => id)).toEqual([second!.id]);
    expect(await world.redis.smembers(`${world.keys.incident(second!.id)}:pages`)).toEqual([]);
    for (const page of shared) expect(await world.watch.pages.find(page)).toBeNull();
  });

  test("with hundreds of pages goes in small steps", async () => {
    const old = await world.opens("a");
    const pages = Array.from({ length: 333 }, (_, n) => `p${n}`);
    await world.redis.sadd(`${world.keys.incident(old.id)}:pages`, ...pages);
    await resolve(old);
    world.clock.set(world.clock.now() + KEEP_INCIDENTS_MS + 1);

    await tidy();

    expect(await everything()).not.toContain(old.id);
  });

  test("opens anew when its alert fires again", async () => {
    const old = await world.opens("a");
    await resolve(old);
    world.clock.set(world.clock.now() + KEEP_INCIDENTS_MS + 1);
    await tidy();

    expect((await world.opens("a")).number).toBeGreaterThan(1);
  });
});

test("incidents that are open, or of a newer version, stay however old they are", async () => {
  const { redis, keys, clock } = world;
  const open = await world.opens("open");
  const newer = await world.opens("newer");
  await resolve(newer);
  const state = (await redis.hget(keys.incident(newer.id), "state"))!;
  await redis.hset(keys.incident(newer.id), "state", state.replace('"v":1', '"v":2'));
  clock.set(clock.now() + 10 * KEEP_INCIDENTS_MS);

  await tidy();

  expect((await world.incidents()).map(({ id }) => id)).toEqual([open.id]);
  expect(await redis.exists(keys.incident(newer.id))).toBe(1);
});

test("a thousand old incidents go in steps, behind old ones that are still open", async () => {
  await world.signals(...Array.from({ length: 120 }, (_, n) => ({ alert: `a${n}` })));
  await world.foldAll();
  const all = await world.incidents();
  for (const one of all.slice(60)) {
    const by = { handle: "ana", name: "Ana", via: "room" };
    await changeIncident(world.watch, one.id, { kind: "resolve", by });
  }
  world.clock.set(world.clock.now() + KEEP_INCIDENTS_MS + 1);

  await tidy();

  expect(await world.incidents()).toHaveLength(60);
  expect(steps).toBeGreaterThan(2);
});

test("the day's work is done once a day, by one process", async () => {
  const { redis, keys, watch, clock } = world;
  await tidy();
  const doneAt = clock.now();
  clock.set(doneAt + DAY - 1);
  await tidy();
  expect(await redis.hget(`${keys.prefix}tidied`, "day")).toBe(String(doneAt));
  clock.set(doneAt + DAY);
  await world.process("second").leases.hold("tidy", 60_000);

  await watch.leases.release("tidy");
  await world.process("second").leases.hold("tidy", 60_000);
  await tidy();
  expect(await redis.hget(`${keys.prefix}tidied`, "day")).toBe(String(doneAt));
});

describe("what nobody needs", () => {
  test("of signals that opened nothing is forgotten two days after they were taken in", async () => {
    const { redis, keys } = world;
    const fps = async (): Promise<number> => (await redis.keys(`${keys.prefix}fp:*`)).length;
    await world.signals({ alert: "never-fired", status: "resolved" });
    await world.foldAll();
    await tidy();
    expect(await fps()).toBe(1);
    world.clock.set(world.clock.now() + DAY);
    await redis.set(keys.cursor, `${Date.now() + 2 * DAY + 1_000}-0`);

    await tidy();

    expect(await fps()).toBe(0);
  });

  test("of an alert that left the book goes when it was not seen for 35 days", async () => {
    const { redis, keys, clock } = world;
    const at = clock.now();
    const state = (seen: number): string => JSON.stringify({ v: 1, at: seen, firstSeenAt: 1 });
    await redis.hset(`${keys.prefix}series:gone`, "alert", state(at - 36 * DAY));
    await redis.hset(`${keys.prefix}series:young`, "alert", state(at - 34 * DAY));
    await redis.hset(`${keys.prefix}series:booked`, "alert", state(at - 36 * DAY));
    world.book = { ...world.book, alerts: [{ name: "booked" } as never] };

    await tidy();

    expect((await redis.keys(`${keys.prefix}series:*`)).toSorted()).toEqual([
      `${keys.prefix}series:booked`,
      `${keys.prefix}series:young`,
    ]);
  });
});
