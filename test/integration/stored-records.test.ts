import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createLocalRoomRecords } from "../../src/store/local-room.ts";
import { RECORD_KINDS, versionOf } from "../../src/store/record-kinds.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { wake } from "../../src/watch/wake.ts";
import { person } from "../support/in-memory-watch.ts";
import { recordReader } from "../support/reader.ts";
import { joins, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";
import { oneOfEachKind } from "../support/stored-kinds.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/records");

let server: StoreServer;
let world: StoreWorld;

beforeAll(async () => {
  server = await startStore();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  world = await server.fresh();
});

/** What a watchroom of tomorrow might have written. */
function newer(json: string): string {
  const record = JSON.parse(json) as object;
  return JSON.stringify({ ...record, v: 2, shape: "unknown" });
}

function fieldsOf(json: string): readonly string[] {
  return Object.keys(JSON.parse(json) as object).toSorted();
}

test("what is written today looks as the fixture of its version says", async () => {
  const stored = await oneOfEachKind(world);

  for (const kind of RECORD_KINDS) {
    const fixture = readFileSync(join(FIXTURES, `${kind}-v${versionOf(kind)}.json`), "utf8");
    expect({ kind, fields: fieldsOf(stored[kind]) }).toEqual({ kind, fields: fieldsOf(fixture) });
    expect({ kind, ...(JSON.parse(stored[kind]) as object) }).toMatchObject({ v: versionOf(kind) });
  }
});

describe("a record of a newer version", () => {
  /** Rewrites what the store holds under that key and field. */
  async function renew(key: string, field: string): Promise<string> {
    const after = newer((await world.redis.hget(key, field))!);
    await world.redis.hset(key, field, after);
    return after;
  }
  async function complaints(): Promise<readonly string[]> {
    return (await world.watch.notices.problems()).map(({ what }) => /\((.*?)\)/.exec(what)![1]!);
  }

  test("of an incident is left out of lists, left alone by time and signals, and said once", async () => {
    await joins(world.watch, "ana");
    const theirs = await world.opens("queue-backlog");
    const ours = await world.opens("disk-full");
    const key = world.keys.incident(theirs.id);
    const state = await renew(key, "state");
    world.clock.set(world.clock.now() + 30 * 60_000);

    expect((await world.watch.incidents.open()).map(({ id }) => id)).toEqual([ours.id]);
    expect((await world.incidents()).map(({ id }) => id)).toEqual([ours.id]);
    expect(await wake(world.watch)).toBe(1);
    expect(await wake(world.watch)).toBe(0);
    await showCards(world.watch);
    await world.signals({ alert: "queue-backlog", value: 7 });
    await world.foldAll();

    expect(await world.redis.hget(key, "state")).toBe(state);
    expect(await world.redis.hget(key, "count")).toBe("2");
    expect(await world.incidents()).toHaveLength(1);
    expect(await complaints()).toEqual(["incident"]);
    expect(world.log.lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  test("of an incident is not resolved by what cannot read it: the signal is kept aside, and said", async () => {
    const theirs = await world.opens("queue-backlog");
    await renew(world.keys.incident(theirs.id), "state");

    await world.signals({ alert: "queue-backlog", status: "resolved" });
    await world.foldAll();

    expect(await world.redis.xlen(`${world.keys.prefix}inbox-bad`)).toBe(1);
    expect((await world.incidents()).map(({ summary }) => summary)).toEqual([
      expect.stringContaining(`incident ${theirs.id} cannot be read here`),
    ]);
  });

  test("stands before two hundred others that are due, and holds up none", async () => {
    const alerts = Array.from({ length: 201 }, (_, n) => `theirs-${n}`);
    await world.signals(...alerts.map((alert) => ({ alert })));
    await world.foldAll();
    for (const { id } of await world.incidents()) await renew(world.keys.incident(id), "state");
    world.clock.set(world.clock.now() + 60_000);
    await joins(world.watch, "ana");
    const ours = await world.opens("disk-full");
    world.clock.set(world.clock.now() + 60 * 60_000);

    expect(await wake(world.watch)).toBe(1);

    expect((await world.load(ours)).revision).toBeGreaterThan(ours.revision);
  });

  test("of people, overrides, offers and silences stays as it is beside those that can be read", async () => {
    const { watch, redis, keys } = world;
    await oneOfEachKind(world);
    await joins(watch, "ben");
    const ana = await renew(`${keys.prefix}people`, "ana");
    const offer = await renew(`${keys.prefix}offers`, "o2");
    const silence = await renew(`${keys.prefix}silences`, "disk-full");
    const override = newer((await redis.lindex(`${keys.prefix}overrides`, 0))!);
    await redis.lset(`${keys.prefix}overrides`, 0, override);

    expect(await watch.people.change("ana", () => person("ana", { name: "Anna" }))).toBeNull();
    await watch.silences.set({ v: 1, alert: "disk-full", until: 1, by: "ben" });
    const later = world.clock.now() + 100 * 86_400_000;
    const made = { from: later, until: null, madeBy: "ben", note: null };
    await watch.roster.addOverride({ v: 1, id: "o3", handle: "ben", ...made });
    const asked = { giver: "ben", taker: "ana", askedAt: later, until: null, note: null };
    await watch.roster.addOffer({ v: 1, id: "o4", ...asked });

    expect((await watch.people.all()).map(({ handle }) => handle)).toEqual(["ben"]);
    expect((await watch.roster.overrides(0)).map(({ id }) => id)).toEqual(["o3"]);
    expect((await watch.roster.offers()).map(({ id }) => id)).toEqual(["o4"]);
    expect(await watch.silences.active(0)).toEqual([]);
    expect(await redis.hget(`${keys.prefix}people`, "ana")).toBe(ana);
    expect(await redis.hget(`${keys.prefix}offers`, "o2")).toBe(offer);
    expect(await redis.hget(`${keys.prefix}silences`, "disk-full")).toBe(silence);
    expect(await redis.lrange(`${keys.prefix}overrides`, 0, -1)).toContain(override);
    expect(await complaints()).toEqual(["offer", "override", "person", "silence"]);
  });

  test("of the room and its phone stays as it is, and the room goes on", async () => {
    const { redis, keys } = world;
    await oneOfEachKind(world);
    const reader = recordReader();
    const room = createLocalRoomRecords(redis, redis, keys, reader);
    const message = (await room.message("m1"))!;
    const page = (await room.phonePage("p1"))!;
    await room.saveMessage({ ...message, id: "m2" });
    const theirs = await renew(`${keys.prefix}room:messages`, "m1");
    const phone = await renew(`${keys.prefix}room:phone`, "p1");

    await room.saveMessage(message);
    await room.savePhonePage(page);

    expect((await room.messages()).map(({ id }) => id)).toEqual(["m2"]);
    expect(await room.phonePages("ana")).toEqual([]);
    expect(await redis.hget(`${keys.prefix}room:messages`, "m1")).toBe(theirs);
    expect(await redis.hget(`${keys.prefix}room:phone`, "p1")).toBe(phone);
    expect([...reader.said.keys()].toSorted()).toEqual(["newer:phone-page", "newer:room-message"]);
  });

  test("of an effect waits for somebody who can read it", async () => {
    const { watch, redis, keys, clock } = world;
    await joins(watch, "ana");
    await world.opens("queue-backlog");
    const [reach] = await watch.pages.pending(clock.real());
    for (const id of await redis.hkeys(keys.effects)) await renew(keys.effects, id);
    const before = await redis.hgetall(keys.effects);
    const limit = { count: 1, spanMs: 1_000, alone: false, each: false };
    const request = { ...reach!, now: clock.real(), at: clock.now(), leaseMs: 1_000, limit };

    expect(await watch.pages.claim(request)).toMatchObject({ outcome: "held" });
    expect(await carryOut(watch)).toBe(0);

    expect(await redis.hgetall(keys.effects)).toEqual(before);
    expect(await redis.zcard(`${keys.prefix}reach:${reach!.handle}|${reach!.method}`)).toBe(1);
    expect(await complaints()).toEqual(["effect"]);
  });

  test("in the inbox is kept aside, and said by an incident", async () => {
    const { redis, keys } = world;
    await redis.xadd(keys.inbox, "*", "d", newer(JSON.stringify({ v: 1, signals: [] })));

    await world.foldAll();

    expect((await world.incidents()).map(({ summary }) => summary)).toEqual([
      expect.stringMatching(/inbox entry\) was written by a newer watchroom: version 2/),
    ]);
  });
});

test("a record that was written before it had a version is of the first", async () => {
  const opened = await world.opens("queue-backlog");
  const key = `${world.keys.incident(opened.id)}:timeline`;
  await world.redis.rpush(key, JSON.stringify({ at: 1, kind: "old", by: null, text: "before" }));

  expect((await world.watch.incidents.timeline(opened.id)).at(-1)).toEqual({
    at: 1,
    kind: "old",
    by: null,
    text: "before",
  });
});
