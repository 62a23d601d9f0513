import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { readRooms } from "../../src/watch/read-rooms.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { NOON } from "../support/manual-clock.ts";
import {
  DOWN,
  joins,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const LEASE_MS = 15 * SECOND;

let server: StoreServer;
let world: StoreWorld;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  world.room.occupied = true;
  await joins(world.watch, "ana");
});

async function acknowledged({ id }: Incident): Promise<void> {
  const by = { handle: "ana", name: "Ana", via: "room" };
  await acknowledge(world.watch, { incident: id, by, at: NOON, token: null, forMs: null });
}

function take(at: number): Promise<readonly { id: string }[]> {
  return world.watch.outbox.take(at, LEASE_MS, 50);
}

describe("an effect", () => {
  /** Somebody took what somebody else is called for. */
  async function stopping(): Promise<void> {
    await acknowledged(await world.opens("queue-backlog"));
  }

  test("is in one hand until its lease is over, then in another", async () => {
    await stopping();
    const [first, second] = await Promise.all([take(NOON), take(NOON)]);

    expect([...first, ...second]).toHaveLength(1);
    expect(await take(NOON + LEASE_MS - 1)).toEqual([]);
    expect(await take(NOON + LEASE_MS)).toHaveLength(1);
  });

  test("that was put off comes then, and one that is done never", async () => {
    await stopping();
    const [effect] = await take(NOON);
    await world.watch.outbox.later(effect!.id, NOON + 2 * SECOND);

    expect(await world.watch.outbox.next()).toBe(NOON + 2 * SECOND);
    expect(await take(NOON + 2 * SECOND)).toEqual([effect]);
    await world.watch.outbox.done(effect!.id);
    await world.watch.outbox.later(effect!.id, NOON);

    expect(await world.watch.outbox.next()).toBeNull();
    expect(await world.redis.exists(world.keys.effects)).toBe(0);
  });

  test.each([HOUR, 5 * MINUTE])(
    "of before the clock went back comes at once (%d ms)",
    async (ms) => {
      await stopping();
      expect(await take(NOON)).toHaveLength(1);

      expect(await take(NOON - ms)).toHaveLength(1);
      expect(await take(NOON - ms)).toHaveLength(0);
    },
  );

  test("that cannot be carried out yet is tried again, and one that throws keeps no other waiting", async () => {
    world.room.occupied = false;
    const broken = await world.opens("broken");
    await deliver(world.watch, "ana", "push");
    await acknowledged(broken);
    await acknowledged(await world.opens("queue-backlog"));
    const stop = vi
      .spyOn(world.notifier("push"), "stop")
      .mockRejectedValueOnce(new Error("a bug"))
      .mockResolvedValueOnce(DOWN);
    expect(await carryOut(world.watch)).toBe(2);
    expect(world.log.lines.map(({ message }) => message)).toEqual([
      "an effect could not be carried out",
    ]);

    world.clock.set(NOON + LEASE_MS);
    expect(await carryOut(world.watch)).toBe(1);
    world.clock.set(NOON + LEASE_MS + 2 * SECOND);
    expect(await carryOut(world.watch)).toBe(1);

    expect(stop).toHaveBeenCalledTimes(3);
    expect(await world.redis.zcard(world.keys.outbox)).toBe(0);
  });
});

describe("a card", () => {
  test("is shown once, in the state of that moment", async () => {
    const incident = await world.opens("queue-backlog");
    await acknowledged(incident);

    await showCards(world.watch);
    await showCards(world.watch);

    expect(world.room.shown).toEqual([{ number: 1, status: "acknowledged", ref: null }]);
  });

  test("that changes is updated in place", async () => {
    const incident = await world.opens("queue-backlog");
    await showCards(world.watch);
    await acknowledged(incident);
    await showCards(world.watch);

    expect(world.room.shown).toEqual([
      { number: 1, status: "triggered", ref: null },
      { number: 1, status: "acknowledged", ref: "m1" },
    ]);
  });

  test("whose incident changes while it is posted is shown again", async () => {
    const incident = await world.opens("queue-backlog");
    world.room.answer = async () => {
      world.room.answer = null;
      await acknowledged(incident);
      return null;
    };

    await showCards(world.watch);

    expect(world.room.shown.map(({ status }) => status)).toEqual(["triggered", "acknowledged"]);
    expect(await world.redis.zcard(world.keys.cards("room"))).toBe(0);
  });

  test("that is asked for again while it is posted is shown once more", async () => {
    const incident = await world.opens("queue-backlog");
    world.room.answer = async () => {
      world.room.answer = null;
      await world.watch.cards.again("room", incident.id);
      return null;
    };

    await showCards(world.watch);

    expect(world.room.shown.map(({ ref }) => ref)).toEqual([null, "m1"]);
    expect(await world.redis.zcard(world.keys.cards("room"))).toBe(0);
  });

  test("that is asked for again while it waits is shown once", async () => {
    const incident = await world.opens("queue-backlog");
    await world.watch.cards.again("room", incident.id);

    await showCards(world.watch);

    expect(world.room.shown).toHaveLength(1);
  });

  test("is in one hand at a time, however slow those before it are", async () => {
    await world.opens("one");
    await world.opens("two");
    world.room.answer = async () => {
      world.room.answer = null;
      world.clock.set(NOON + LEASE_MS - 1);
      await showCards(world.process("second"));
      world.clock.set(NOON + 2 * LEASE_MS - 2);
      await showCards(world.process("third"));
      return null;
    };

    await showCards(world.watch);

    expect(world.room.shown.map(({ number }) => number).filter((n) => n === 2)).toEqual([2]);
  });

  test("of before the clock went back is shown at once", async () => {
    await world.opens("queue-backlog");
    await world.watch.cards.take("room", NOON, LEASE_MS, 1);
    world.clock.set(NOON - HOUR);

    await showCards(world.watch);

    expect(world.room.shown).toHaveLength(1);
  });

  test("that cannot be posted is tried again within a minute, whatever the room asks for", async () => {
    await world.opens("queue-backlog");
    world.room.answer = () => ({ ...DOWN, retryAfterMs: HOUR });
    await showCards(world.watch);
    world.room.answer = null;
    world.clock.set(NOON + MINUTE - 1);
    await showCards(world.watch);
    expect(world.room.shown).toEqual([]);
    world.clock.set(NOON + MINUTE);

    await showCards(world.watch);

    expect(world.room.shown).toHaveLength(1);
  });

  test("that throws keeps no other waiting", async () => {
    const broken = await world.opens("broken");
    await world.opens("queue-backlog");
    await world.redis.hset(world.keys.incident(broken.id), "state", '{"v":1}');

    await showCards(world.watch);

    expect(world.room.shown.map(({ number }) => number)).toEqual([2]);
    expect(world.log.lines.map(({ level }) => level)).toEqual(["error"]);
  });
});

async function occupancy(): Promise<string | undefined> {
  return (await readRooms(world.watch))[0]?.occupancy;
}

/** Retries every two seconds, as long as it is not asked to wait. */
async function failsFor(ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  for (; world.clock.now() < end; world.clock.set(world.clock.now() + 2 * SECOND))
    await showCards(world.watch);
}

describe("a room that takes no posts", () => {
  beforeEach(async () => {
    await world.opens("queue-backlog");
    world.room.answer = () => DOWN;
  });

  test("is not known to hold anybody after 30 seconds", async () => {
    await failsFor(28 * SECOND);
    expect(await occupancy()).toBe("occupied");

    await failsFor(2 * SECOND);
    expect(await occupancy()).toBe("unknown");
  });

  test("counts again as soon as a post arrives", async () => {
    await failsFor(40 * SECOND);
    world.room.answer = null;
    await showCards(world.watch);

    expect(await occupancy()).toBe("occupied");
    expect(await world.watch.cards.failingSince("room")).toBeNull();
  });

  test("stays unknown when the clock goes back", async () => {
    await failsFor(40 * SECOND);
    world.clock.set(NOON - HOUR);

    expect(await occupancy()).toBe("unknown");
  });
});
