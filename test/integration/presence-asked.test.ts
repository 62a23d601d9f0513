import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Signal } from "../../src/alerts/signal.ts";
import { createRoomLoops } from "../../src/app-room-loops.ts";
import { createInward } from "../../src/commands/inward.ts";
import { MINUTE } from "../../src/lib/durations.ts";
import type { PresenceAnswer } from "../../src/ports/room.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { SHARED_MS } from "../../src/watch/ask-presence.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { presenceChanged } from "../../src/watch/presence-changed.ts";
import { readRooms } from "../../src/watch/read-rooms.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { roomProblems } from "../../src/watch/status-rooms.ts";
import { wake } from "../../src/watch/wake.ts";
import { NOON } from "../support/manual-clock.ts";
import {
  DOWN,
  joins,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

let server: StoreServer;
let world: StoreWorld;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh("dear", "other");
  world.room.occupied = true;
  world.room.presenceIsDear = true;
  await joins(world.watch, "ana");
});

const pass = (ms: number): void => world.clock.set(world.clock.now() + ms);
const phases = async (): Promise<readonly string[]> =>
  (await world.incidents()).map(({ phase }) => phase.kind);
const problems = async (): Promise<readonly string[]> =>
  (await roomProblems(world.watch)).map(({ what }) => what);

/** How often the room was asked meanwhile. */
async function asking(act: () => Promise<unknown>): Promise<number> {
  const before = world.room.asked;
  await act();
  return world.room.asked - before;
}

async function folding(...signals: readonly Partial<Signal>[]): Promise<number> {
  await world.signals(...signals);
  return asking(() => world.foldAll());
}

describe("a room that is dear to ask", () => {
  test("is asked once for all that opens in a batch", async () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ alert: `alert-${n}` }));

    expect(await folding(...many)).toBe(1);
    expect(new Set(await phases())).toEqual(new Set(["waiting"]));
  });

  test("is not asked for what is sent again, is no call, or is over", async () => {
    await world.opens("queue-backlog");
    pass(MINUTE);

    expect(await folding({ alert: "queue-backlog", value: 7 })).toBe(0);
    expect(await folding({ alert: "disk-full", severity: "warning" })).toBe(0);
    expect(await folding({ alert: "queue-backlog", status: "resolved" })).toBe(0);
  });

  test("is asked when what was a warning becomes critical", async () => {
    await world.opens("queue-backlog", { severity: "warning" });

    expect(await folding({ alert: "queue-backlog", severity: "critical" })).toBe(1);
  });

  test("is asked each minute while something waits, and no more once somebody is called", async () => {
    await world.opens("queue-backlog");
    pass(MINUTE);
    expect(await asking(() => wake(world.watch))).toBe(1);
    world.room.occupied = false;
    pass(MINUTE);
    expect(await asking(() => wake(world.watch))).toBe(1);
    expect(await phases()).toEqual(["step"]);
    pass(10 * MINUTE);

    expect(await asking(() => wake(world.watch))).toBe(0);
  });

  test("is not asked for cards, for an act, for the status, or for what a page shows", async () => {
    const { id } = await world.opens("queue-backlog");
    pass(MINUTE);
    const by = { handle: "ana", name: "Ana", via: "room" };
    const inward = createInward(world.watch);

    for (const act of [
      () => showCards(world.watch),
      () => acknowledge(world.watch, { incident: id, by, at: NOON, token: null, forMs: null }),
      () => problems(),
      () => inward.surroundings("dear"),
      () => inward.surroundings("other"),
    ])
      expect(await asking(act)).toBe(0);
  });

  test("gives one answer to all who ask within some seconds, also side by side", async () => {
    const reads = (): Promise<unknown> => Promise.all([0, 1, 2].map(() => readRooms(world.watch)));
    expect(await asking(reads)).toBe(1);
    pass(SHARED_MS - 1);
    expect(await asking(reads)).toBe(0);
    pass(1);

    expect(await asking(reads)).toBe(1);
  });

  test("gives its answer also to who asks while it takes its time", async () => {
    const { presence } = world.room;
    world.room.presence = async (signal) => {
      world.room.presence = presence;
      pass(2 * SHARED_MS);
      const beside = readRooms(world.watch);
      const answer = await presence(signal);
      void beside;
      return answer;
    };

    expect(await asking(() => readRooms(world.watch))).toBe(1);
  });

  test("that is occupied again when it is looked at is looked at in a minute, and not before", async () => {
    await world.opens("queue-backlog");
    await world.watch.incidents.hurryWaiting(NOON);
    expect(await wake(world.watch)).toBe(1);

    expect(await world.watch.incidents.due(NOON + MINUTE - 1, 10)).toEqual([]);
  });

  test("is asked anew when somebody left, here or as another process tells", async () => {
    await world.opens("queue-backlog");
    world.room.occupied = false;
    expect(await asking(() => presenceChanged(world.watch))).toBe(1);
    const loops = createRoomLoops(world.watch, () => ({
      start: () => undefined,
      nudge: () => undefined,
      stop: () => Promise.resolve(),
    }));
    loops.heard("presence");
    expect(await asking(() => wake(world.watch))).toBe(1);

    expect(await phases()).toEqual(["step"]);
  });

  test("is asked by one at a time: who comes after a change waits, and does not share", async () => {
    let [open, most] = [0, 0];
    const { presence } = world.room;
    world.room.presence = async (signal) => {
      open += 1;
      most = Math.max(most, open);
      const answer = await presence(signal);
      open -= 1;
      return answer;
    };

    expect(
      await asking(() => Promise.all([readRooms(world.watch), presenceChanged(world.watch)])),
    ).toBe(2);
    expect(most).toBe(1);
  });
});

describe("the status of a room that is dear to ask", () => {
  test("says nothing of who is there when nobody asked, nor later, when the answer is old", async () => {
    expect(await problems()).toEqual([]);
    await readRooms(world.watch);
    pass(10 * MINUTE);

    expect(await problems()).toEqual([]);
  });

  test("says that it is not known when it was asked and did not answer", async () => {
    world.room.presence = () => Promise.resolve(DOWN);
    await readRooms(world.watch);

    expect(await problems()).toEqual([expect.stringMatching(/Who is in the room "dear" is not/)]);
  });

  test("says that nothing can be posted there", async () => {
    await world.watch.cards.setFailing("dear", NOON);

    expect(await problems()).toEqual([expect.stringMatching(/Nothing can be posted.*"dear"/)]);
  });
});

describe("several rooms", () => {
  test("are occupied as soon as one is", async () => {
    world.room.occupied = false;
    world.rooms[1]!.occupied = true;

    await world.opens("queue-backlog");

    expect(await phases()).toEqual(["waiting"]);
  });

  test("of which one breaks and the other is empty keep nobody from being called", async () => {
    world.room.presence = () => {
      throw new Error("a bug");
    };
    await world.opens("queue-backlog");
    await deliver(world.watch, "ana", "push");

    expect(world.notifier("push").sent).toHaveLength(1);
    expect(await world.redis.xlen(world.keys.bad)).toBe(0);
  });
});

test("without any room people are called at once", async () => {
  const none = { ...world.watch, rooms: [] };
  await world.signals({ alert: "queue-backlog" });
  await world.foldAll(none);
  await deliver(none, "ana", "push");

  expect(world.notifier("push").sent).toHaveLength(1);
  expect(await roomProblems(none)).toEqual([]);
});

test("who leaves while the room is being looked at is not missed until the next look", async () => {
  await world.opens("queue-backlog");
  pass(MINUTE);
  const { presence } = world.room;
  world.room.presence = async (signal): Promise<PresenceAnswer> => {
    world.room.presence = presence;
    const before = await presence(signal);
    world.room.occupied = false;
    await world.watch.incidents.hurryWaiting(world.clock.now());
    return before;
  };
  await wake(world.watch);
  expect(await phases()).toEqual(["waiting"]);
  pass(SHARED_MS);

  await wake(world.watch);

  expect(await phases()).toEqual(["step"]);
});
