import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/lib/durations.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { changeFrom } from "../../src/watch/change-from.ts";
import { decide } from "../../src/incidents/decide.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Change } from "../../src/ports/incident-records.ts";
import { gatherTeamFacts } from "../../src/watch/gather-facts.ts";
import { resolve } from "../../src/watch/resolve.ts";
import { wake } from "../../src/watch/wake.ts";
import { NOON } from "../support/manual-clock.ts";
import { joins, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

let server: StoreServer;
let world: StoreWorld;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  world.room.occupied = true;
  await joins(world.watch, "ana", "bob");
});

function actor(handle: string): { handle: string; name: string; via: string } {
  return { handle, name: handle, via: "room" };
}

function acknowledged(incident: Incident, handle = "ana"): Promise<unknown> {
  const act = { incident: incident.id, by: actor(handle), at: NOON, token: null, forMs: null };
  return acknowledge(world.watch, act);
}

async function acknowledging(incident: Incident, handle: string): Promise<Change> {
  const facts = await gatherTeamFacts(world.watch);
  const event = {
    kind: "acknowledge",
    by: actor(handle),
    at: NOON,
    token: null,
    forMs: null,
  } as const;
  return changeFrom(incident, decide(incident, event, facts, NOON));
}

async function everything(): Promise<unknown> {
  const keys = (await world.redis.keys("*")).toSorted();
  return Promise.all(keys.map(async (key) => [key, (await world.redis.dump(key)) ?? ""]));
}

describe("a commit", () => {
  test("that lost the race writes nothing at all", async () => {
    const incident = await world.opens("queue-backlog");
    const [first, second] = [
      await acknowledging(incident, "ana"),
      await acknowledging(incident, "bob"),
    ];
    expect((await world.watch.incidents.commit(first)).outcome).toBe("committed");
    const before = await everything();

    expect((await world.watch.incidents.commit(second)).outcome).toBe("lost");
    expect((await world.watch.incidents.commit(first)).outcome).toBe("lost");

    expect(await everything()).toEqual(before);
  });

  test("is decided again by whoever lost it, so that nobody's act is lost", async () => {
    const incident = await world.opens("queue-backlog");

    await Promise.all(["ana", "bob", "cleo", "dan"].map((who) => acknowledged(incident, who)));

    const after = await world.load(incident);
    expect(after.acknowledgements.map((a) => a.actor.handle).toSorted()).toEqual([
      "ana",
      "bob",
      "cleo",
      "dan",
    ]);
    expect(after.revision).toBe(incident.revision + 4);
    expect((await world.kinds(incident)).filter((kind) => kind === "acknowledged")).toHaveLength(4);
  });

  test("puts each effect into the outbox once, under a name that never comes again", async () => {
    world.room.occupied = false;
    const incident = await world.opens("queue-backlog");
    await acknowledged(incident);

    const effects = await world.redis.hgetall(world.keys.effects);

    expect(Object.keys(effects).toSorted()).toEqual([
      `${incident.id}:1:1`,
      `${incident.id}:1:2`,
      `${incident.id}:2:1`,
    ]);
    expect(
      Object.values(effects)
        .map((json) => (JSON.parse(json) as { effect: { kind: string } }).effect.kind)
        .toSorted(),
    ).toEqual(["reach", "reach", "stop"]);
    expect(await world.redis.zrange(world.keys.cards("room"), 0, -1)).toEqual([incident.id]);
  });

  test("of an incident that was opened before under its id is lost", async () => {
    const incident = await world.opens("queue-backlog");
    const change = { incident, expected: null, timeline: [], effects: [], nextAt: null };

    expect((await world.watch.incidents.commit(change)).outcome).toBe("lost");
    expect(await world.incidents()).toHaveLength(1);
  });
});

const NEXT = { entry: "9000000000000-0", index: 0 };

async function folding(incident: Incident): Promise<NonNullable<Change["fold"]>> {
  const { record } = await world.watch.incidents.situation(incident.fingerprint);
  return { signal: NEXT, seen: record, fence: 1 };
}

function touch(incident: Incident, fold: NonNullable<Change["fold"]>): Promise<string> {
  const touched = { fold, value: 9, at: NOON, count: 1 };
  return world.watch.incidents.touch(incident.fingerprint, touched);
}

describe("what a folder writes", () => {
  test("is refused once another one folds", async () => {
    const incident = await world.opens("queue-backlog");
    const fold = await folding(incident);
    const change = { ...(await acknowledging(incident, "ana")), fold };
    world.clock.set(NOON + MINUTE);
    expect(await world.process("second").leases.hold("fold", 1_000)).toBe(2);

    expect((await world.watch.incidents.commit(change)).outcome).toBe("fenced");
    expect(await touch(incident, fold)).toBe("fenced");
    expect(await world.load(incident)).toEqual(incident);
  });

  test("is lost when the signal, or what became of the last one, is no longer what was read", async () => {
    const incident = await world.opens("queue-backlog");
    const fold = await folding(incident);
    expect(await touch(incident, fold)).toBe("done");

    expect(await touch(incident, fold)).toBe("lost");
    const change = { ...(await acknowledging(incident, "ana")), fold };
    expect((await world.watch.incidents.commit(change)).outcome).toBe("lost");
    expect(await world.load(incident)).toEqual({ ...incident, value: 9, count: 2 });
  });

  test("is lost when a human resolved the incident meanwhile", async () => {
    const incident = await world.opens("queue-backlog");
    const fold = await folding(incident);
    const by = { handle: "ana", name: "Ana", via: "room" };
    await resolve(world.watch, { incident: incident.id, by });

    expect(await touch(incident, fold)).toBe("lost");
  });
});

describe("a re-sent signal", () => {
  test("writes value, instant and count beside the state, without a revision", async () => {
    const incident = await world.opens("queue-backlog", { value: 5 });
    world.clock.set(NOON + MINUTE);
    await world.signals({ value: 7 }, { value: 9 });
    await world.foldAll();

    expect(await world.load(incident)).toEqual({
      ...incident,
      value: 9,
      count: 3,
      lastSeenAt: NOON + MINUTE,
    });
  });

  test("that makes it worse counts, too", async () => {
    const incident = await world.opens("queue-backlog", { value: 5, severity: "warning" });
    world.clock.set(NOON + MINUTE);
    await world.signals({ value: 7, severity: "critical" });
    await world.foldAll();

    expect(await world.load(incident)).toMatchObject({
      severity: "critical",
      revision: incident.revision + 1,
      value: 7,
      count: 2,
      lastSeenAt: NOON + MINUTE,
    });
  });
});

describe("an instant", () => {
  test("moves only for the revision that was looked at", async () => {
    const incident = await world.opens("queue-backlog");
    const { incidents } = world.watch;

    await incidents.reschedule(incident.id, incident.revision - 1, NOON + 1);
    expect(await incidents.nextDue()).toBe(NOON + MINUTE);
    await incidents.reschedule(incident.id, incident.revision, NOON + 2);

    expect(await incidents.nextDue()).toBe(NOON + 2);
  });

  test("that nobody plans any more is forgotten with its epoch", async () => {
    const incident = await world.opens("queue-backlog");

    await world.watch.incidents.reschedule(incident.id, incident.revision, null);

    expect(await world.watch.incidents.nextDue()).toBeNull();
    expect(await world.watch.incidents.epochOf(incident.id)).toBeNull();
  });

  test("comes at once for all that wait when the room becomes empty", async () => {
    const waiting = await world.opens("queue-backlog");
    const taken = await world.opens("disk-full");
    await acknowledged(taken);

    expect(await world.watch.incidents.hurryWaiting(NOON + 1_000)).toBe(1);

    expect(await world.watch.incidents.due(NOON + 1_000, 10)).toEqual([waiting.id]);
  });
});

test("a wake-up that fails keeps no other incident waiting", async () => {
  const broken = await world.opens("broken");
  const sound = await world.opens("queue-backlog");
  await world.redis.hset(world.keys.incident(broken.id), "state", '{"v":1}');
  world.clock.set(NOON + 10 * MINUTE);

  expect(await wake(world.watch)).toBe(1);

  expect((await world.load(sound)).phase.kind).toBe("step");
  expect(world.log.lines.map((line) => line.message)).toEqual(["an incident could not be woken"]);
});

describe("what is known of a fingerprint", () => {
  test("is its open incident as it is now, although it was read before", async () => {
    const incident = await world.opens("queue-backlog", { value: 5 });
    const { situation } = world.watch.incidents;
    expect((await situation(incident.fingerprint)).incident).toEqual(incident);

    world.clock.set(NOON + MINUTE);
    expect(await touch(incident, await folding(incident))).toBe("done");
    expect((await situation(incident.fingerprint)).incident).toEqual(await world.load(incident));

    await world.watch.incidents.commit(await acknowledging(incident, "ana"));
    const { incident: after } = await situation(incident.fingerprint);
    expect(after).toEqual(await world.load(incident));
    expect(after).toMatchObject({ status: "acknowledged", value: 9, count: 2 });
  });

  test("is nothing once its incident has resolved", async () => {
    const incident = await world.opens("queue-backlog");
    await world.signals({ alert: "queue-backlog", status: "resolved" });
    await world.foldAll();

    expect(await world.watch.incidents.situation(incident.fingerprint)).toMatchObject({
      record: { open: null, closed: null },
      incident: null,
    });
  });
});
