import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import { nextInstant } from "../../src/incidents/change.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { audit } from "../../src/watch/audit.ts";
import { escalate } from "../../src/watch/escalate.ts";
import { resolve } from "../../src/watch/resolve.ts";
import { silence } from "../../src/watch/silence.ts";
import { wake } from "../../src/watch/wake.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { NOON } from "../support/manual-clock.ts";
import { joins, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const ANA = { handle: "ana", name: "Ana", via: "room" };

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
  await world.audit();
});

function acknowledged({ id }: Incident, forMs: number | null = null): Promise<unknown> {
  const at = world.clock.now();
  return acknowledge(world.watch, { incident: id, by: ANA, at, token: null, forMs });
}

/** One incident in each phase in which something is planned. */
async function everyPhase(): Promise<readonly Incident[]> {
  const waiting = await world.opens("waiting");
  const step = await world.opens("step");
  await escalate(world.watch, { incident: step.id, by: ANA, to: null });
  const silenced = await world.opens("silenced");
  await silence(world.watch, { alert: "silenced", by: ANA, until: NOON + 2 * HOUR });
  const taken = await world.opens("taken");
  await acknowledged(taken);
  const closed = await world.opens("closed");
  await resolve(world.watch, { incident: closed.id, by: ANA });
  const warning = await world.opens("warning", { severity: "warning" });
  const all = await Promise.all([waiting, step, silenced, taken, closed, warning].map(world.load));
  expect(all.map(({ phase }) => phase.kind)).toEqual([
    "waiting",
    "step",
    "silenced",
    "acknowledged",
    "resolved",
    "waiting",
  ]);
  return all;
}

function planned(incident: Incident): number {
  return nextInstant(incident, world.clock.now()) ?? Infinity;
}

function ahead(incidents: readonly Incident[]): readonly number[] {
  return incidents.map((incident) => planned(incident) - world.clock.now());
}

describe("when the clock is set back by an hour", () => {
  test("everything planned moves with it, whatever phase it is in, and once", async () => {
    const before = await everyPhase();
    const distances = ahead(before);
    world.clock.set(NOON - HOUR);

    expect(await world.audit()).toEqual({ late: 0, replanned: before.length });
    const after = await Promise.all(before.map(world.load));
    expect(ahead(after)).toEqual(distances);
    expect(await world.audit()).toEqual({ late: 0, replanned: 0 });
    expect(await Promise.all(before.map(world.load))).toEqual(after);
  });

  test("and again before the first time was dealt with, both count once", async () => {
    const before = await everyPhase();
    const distances = ahead(before);
    world.clock.set(NOON - HOUR);
    await world.watch.incidents.markClock(world.clock.now());
    world.clock.set(NOON - 3 * HOUR);

    await world.audit();

    expect(ahead(await Promise.all(before.map(world.load)))).toEqual(distances);
  });

  test("and once more later, only the second time counts then", async () => {
    const before = await everyPhase();
    const distances = ahead(before);
    world.clock.set(NOON - HOUR);
    await world.audit();
    world.clock.set(NOON - 2 * HOUR);
    await world.audit();

    expect(ahead(await Promise.all(before.map(world.load)))).toEqual(distances);
  });

  test("an audit that dies in the middle is finished by the next", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(40), fc.boolean(), async (call, tookEffect) => {
        world = await server.fresh();
        world.room.occupied = true;
        await joins(world.watch, "ana", "bob");
        await world.audit();
        const before = await everyPhase();
        const distances = ahead(before);
        world.clock.set(NOON - HOUR);

        await audit(dyingAt(call, tookEffect)).catch(() => undefined);
        await world.audit();

        const after = await Promise.all(before.map(world.load));
        expect(ahead(after)).toEqual(distances);
        expect(after.map((i) => i.revision)).toEqual(before.map((i) => i.revision + 1));
      }),
      { numRuns: 25 },
    );
  });

  test("two auditors at once move nothing twice", async () => {
    const before = await everyPhase();
    const distances = ahead(before);
    world.clock.set(NOON - HOUR);

    await Promise.all([audit(world.process("one")), audit(world.process("two"))]);

    expect(ahead(await Promise.all(before.map(world.load)))).toEqual(distances);
  });

  test("whoever acknowledged before the auditor came is not called before their time", async () => {
    const incident = await world.opens("queue-backlog");
    world.clock.set(NOON - HOUR);
    await acknowledged(incident);

    await world.audit();
    expect(await world.load(incident)).toMatchObject({
      status: "acknowledged",
      phase: { remindAt: NOON - HOUR + 30 * MINUTE, reopenAt: NOON },
    });
    world.clock.set(NOON - HOUR + 29 * MINUTE);
    await world.audit();

    expect((await world.kinds(incident)).at(-1)).toBe("acknowledged");
  });

  test("an act on an incident that the auditor has not reached yet moves it first", async () => {
    const incident = await world.opens("queue-backlog");
    await acknowledged(incident, 3 * HOUR);
    world.clock.set(NOON - HOUR);
    await world.watch.incidents.markClock(world.clock.now());
    await acknowledged(incident);

    expect(await world.audit()).toEqual({ late: 0, replanned: 0 });
    expect((await world.load(incident)).phase).toMatchObject({ reopenAt: NOON + 2 * HOUR });
  });

  test("an incident that opens before the auditor came waits for as long as any other", async () => {
    world.clock.set(NOON - HOUR);
    const incident = await world.opens("queue-backlog");

    await world.audit();

    expect((await world.load(incident)).phase).toMatchObject({ until: NOON - 50 * MINUTE });
  });

  test("an alert that becomes worse before the auditor came starts its policy then", async () => {
    const incident = await world.opens("queue-backlog", { severity: "warning" });
    world.clock.set(NOON - HOUR);
    await world.signals({ severity: "critical" });
    await world.foldAll();

    await world.audit();

    expect((await world.load(incident)).phase).toMatchObject({ until: NOON - 50 * MINUTE });
  });

  test("a step that starts before the auditor came keeps its distances", async () => {
    const incident = await world.opens("queue-backlog");
    world.clock.set(NOON - HOUR);
    world.room.occupied = false;
    await world.watch.incidents.hurryWaiting(world.clock.now());
    await wake(world.watch);

    await world.audit();

    expect((await world.load(incident)).phase).toMatchObject({ startedAt: NOON - HOUR, step: 0 });
    world.clock.set(NOON - HOUR + 2 * MINUTE);
    await world.audit();
    expect((await world.load(incident)).phase).toMatchObject({ step: 1 });
  });

  test("one incident that cannot be read keeps no other at an instant that never comes", async () => {
    const broken = await world.opens("broken");
    const sound = await world.opens("queue-backlog");
    await world.redis.hset(world.keys.incident(broken.id), "state", '{"v":1}');
    world.clock.set(NOON - HOUR);

    expect(await world.audit()).toMatchObject({ replanned: 1 });

    expect((await world.load(sound)).phase).toMatchObject({ until: NOON - 50 * MINUTE });
    expect(world.log.lines.map((line) => line.message)).toEqual([
      "an incident could not be replanned",
    ]);
  });
});

describe("a clock", () => {
  test("that is a few seconds behind another one moves nothing", async () => {
    const incident = await world.opens("queue-backlog");
    world.clock.set(NOON - 5 * SECOND);

    expect(await world.audit()).toEqual({ late: 0, replanned: 0 });
    await acknowledged(incident);

    expect((await world.load(incident)).phase).toMatchObject({
      reopenAt: NOON - 5 * SECOND + HOUR,
    });
  });

  test("that is set forward by an hour makes everything due, each once", async () => {
    await world.opens("one");
    await world.opens("two");
    world.clock.set(NOON + HOUR);

    expect((await world.audit()).late).toBe(2);
    const once = await Promise.all((await world.incidents()).map(world.kinds));
    await world.audit();

    expect(once).toEqual([
      ["opened", "escalated"],
      ["opened", "escalated"],
    ]);
    expect(await Promise.all((await world.incidents()).map(world.kinds))).toEqual(once);
  });

  test("that went forward and comes back leaves the distances as they were then", async () => {
    const incident = await world.opens("queue-backlog");
    world.clock.set(NOON + HOUR);
    await world.audit();
    world.clock.set(NOON);
    await world.audit();

    expect((await world.load(incident)).phase).toMatchObject({ startedAt: NOON, step: 0 });
    expect(await world.watch.incidents.nextDue()).toBe(NOON + 2 * MINUTE);
  });
});

/** The process ends at its so many-eth use of the store. */
function dyingAt(call: number, tookEffect: boolean): Watch {
  let calls = 0;
  const incidents = new Proxy(world.watch.incidents, {
    get: (target, name, receiver) => {
      const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
      return async (...args: unknown[]) => {
        calls += 1;
        if (calls - 1 < call) return method(...args);
        if (calls - 1 === call && tookEffect) await method(...args);
        throw new Error("Connection is closed.");
      };
    },
  });
  return { ...world.watch, incidents };
}
