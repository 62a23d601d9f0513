import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRoomLoops } from "../../src/app-room-loops.ts";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Failure, Refusal } from "../../src/ports/failure.ts";
import { createLoop } from "../../src/queue/loop.ts";
import { createTidyRecords } from "../../src/store/tidy.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { resolve } from "../../src/watch/resolve.ts";
import { showCards, showCardsIn } from "../../src/watch/show-cards.ts";
import { NOON } from "../support/manual-clock.ts";
import { recordReader } from "../support/reader.ts";
import { until } from "../support/until.ts";
import {
  DOWN,
  joins,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const LEASE_MS = 15 * SECOND;
const ANA = { handle: "ana", name: "Ana", via: "room" };

let server: StoreServer;
let world: StoreWorld;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh("good", "bad");
  world.room.occupied = true;
  await joins(world.watch, "ana");
});

const failing = (reason: Refusal, more: Partial<Failure> = {}): Failure => ({
  ...DOWN,
  reason,
  ...more,
});
const show = (): Promise<number> => showCardsIn(world.watch, world.room);
const uncertain = (): readonly boolean[] => world.room.tried.map(({ isUncertain }) => isUncertain);
const statuses = (): readonly string[] => world.room.shown.map(({ status }) => status);
const waiting = (): Promise<number> => world.redis.zcard(world.keys.cards("good"));

async function later(ms: number): Promise<void> {
  world.clock.set(world.clock.now() + ms);
  await show();
}

async function acknowledged({ id }: Incident): Promise<void> {
  await acknowledge(world.watch, { incident: id, by: ANA, at: NOON, token: null, forMs: null });
}

describe("a card that was never posted", () => {
  test("comes before those that only changed, however many they are", async () => {
    const key = world.keys.cards("good");
    const many = Array.from({ length: 10_000 }, (_, n) => `old-${n}`);
    await world.redis.zadd(key, ...many.flatMap((id) => [NOON - HOUR, id]));
    await world.redis.hset(`${key}:shown`, ...many.flatMap((id) => [id, "{}"]));
    const { id } = await world.opens("queue-backlog");

    const taken = await world.watch.cards.take("good", NOON, LEASE_MS, 2);

    expect(taken.map(({ incident }) => incident)).toEqual([id, expect.stringMatching(/^old-/)]);
    expect(await world.watch.cards.take("good", NOON, LEASE_MS, 1)).not.toEqual([taken[0]]);
  });

  test("comes first of those that wait the longest", async () => {
    const one = await world.opens("one");
    world.clock.set(NOON + SECOND);
    const two = await world.opens("two");

    const taken = await world.watch.cards.take("good", NOON + SECOND, LEASE_MS, 10);

    expect(taken.map(({ incident }) => incident)).toEqual([one.id, two.id]);
  });

  test("is not held up by one that fails", async () => {
    await world.opens("broken");
    world.room.answer = (card) => (numberOf(card) === 1 ? DOWN : null);
    await show();
    world.clock.set(NOON + SECOND);
    await world.opens("queue-backlog");
    await show();

    expect(world.room.shown.map(({ number }) => number)).toEqual([2]);
  });

  test("is shown although an older version queued it", async () => {
    await world.opens("queue-backlog");
    await world.redis.del(`${world.keys.cards("good")}:new`);
    await show();

    expect(statuses()).toEqual(["triggered"]);
    expect(await waiting()).toBe(0);
  });

  test("is no longer one once it was posted, even if it changed meanwhile", async () => {
    const incident = await world.opens("queue-backlog");
    await world.watch.cards.take("good", NOON, LEASE_MS, 1);
    await acknowledged(incident);
    await world.watch.cards.done("good", incident.id, { ref: "m1", revision: incident.revision });

    expect(await world.redis.exists(`${world.keys.cards("good")}:new`)).toBe(0);
    expect(await waiting()).toBe(1);
  });

  test("leaves nothing behind but where it is", async () => {
    await world.opens("queue-backlog");
    await show();

    expect(await world.redis.keys("*cards:good*")).toEqual([world.keys.shown("good")]);
  });
});

function numberOf(card: unknown): number | null {
  const { incident } = card as { incident: Incident | number | null };
  return typeof incident === "number" || incident === null ? incident : incident.number;
}

describe("whether a card may have been posted before", () => {
  test.each([
    ["timeout", true],
    ["server-error", true],
    ["unreachable", false],
    ["rate-limited", false],
    ["rejected", false],
    ["unauthorized", false],
    ["bad-destination", false],
  ] as const)("after %s: %s", async (reason, isUncertain) => {
    await world.opens("queue-backlog");
    world.room.answer = () => failing(reason);
    await show();
    world.room.answer = null;
    await later(2 * SECOND);

    expect(uncertain()).toEqual([false, isUncertain]);
  });

  test("is not forgotten when a later attempt surely did not arrive", async () => {
    await world.opens("queue-backlog");
    for (const reason of ["timeout", "unreachable"] as const) {
      world.room.answer = () => failing(reason);
      await later(2 * SECOND);
    }
    world.room.answer = null;
    await later(2 * SECOND);

    expect(uncertain()).toEqual([false, true, true]);
  });

  test("is known of one that was posted just before a crash", async () => {
    const incident = await world.opens("queue-backlog");
    const dying = { ...world.watch.cards, done: () => Promise.reject(new Error("killed")) };
    await showCardsIn({ ...world.watch, cards: dying }, world.room);
    world.clock.set(NOON + LEASE_MS);

    await showCardsIn(world.process("second"), world.room);
    await acknowledged(incident);
    await show();

    expect(uncertain()).toEqual([false, true, false]);
    expect(world.room.shown.map(({ ref }) => ref)).toEqual([null, null, "m2"]);
  });

  test("does not matter for one whose place is known", async () => {
    const incident = await world.opens("queue-backlog");
    await show();
    await acknowledged(incident);
    world.room.answer = () => failing("timeout");
    await show();
    await later(2 * SECOND);

    expect(uncertain()).toEqual([false, false, false]);
  });
});

describe("a card that is not finished", () => {
  /** The first shows of it lack something. */
  function lacking(shows: number): void {
    const { show: whole } = world.room;
    let count = 0;
    Object.assign(world.room, {
      show: async (...given: Parameters<typeof whole>) => {
        const posted = await whole(...given);
        count += 1;
        return count <= shows ? { ...posted, unfinished: true } : posted;
      },
    });
  }

  test("is shown once more at once", async () => {
    lacking(1);
    await world.opens("queue-backlog");
    await show();

    expect(world.room.shown.map(({ ref }) => ref)).toEqual([null, "m1"]);
    expect(await waiting()).toBe(0);
  });

  test("that stays so is looked at again a little later, not without a pause", async () => {
    lacking(3);
    await world.opens("queue-backlog");
    await show();
    expect(world.room.shown).toHaveLength(2);
    await later(2 * SECOND);
    await later(2 * SECOND);

    expect(world.room.shown).toHaveLength(4);
    expect(await waiting()).toBe(0);
  });
});

describe("a room that asks for patience", () => {
  test.each([
    [29 * SECOND, null],
    [30 * SECOND, NOON],
  ])("for %d ms fails since %s", async (retryAfterMs, since) => {
    await world.opens("queue-backlog");
    world.room.answer = () => failing("rate-limited", { retryAfterMs });
    await show();

    expect(await world.watch.cards.failingSince("good")).toBe(since);
    world.room.answer = null;
    await later(retryAfterMs - 1);
    expect(world.room.shown).toEqual([]);
    await later(1);
    expect(world.room.shown).toHaveLength(1);
    expect(await world.watch.cards.failingSince("good")).toBeNull();
  });
});

describe("what happened while a room was away", () => {
  let incident: Incident;
  async function away(reason: Refusal): Promise<void> {
    world.room.answer = () => failing(reason);
    incident = await world.opens("queue-backlog");
    await show();
    await resolve(world.watch, { incident: incident.id, by: ANA });
    world.room.answer = null;
  }

  test("is told when it is over for no more than an hour", async () => {
    await away("unreachable");
    await later(HOUR);

    expect(statuses()).toEqual(["resolved"]);
  });

  test("is not told when it is over for longer, nor when it changes once more", async () => {
    await away("unreachable");
    await later(HOUR + 1);
    expect(await world.redis.keys("*cards:good*")).toEqual([]);

    await world.signals({ alert: "queue-backlog", status: "resolved" });
    await world.foldAll();
    await show();

    expect((await world.load(incident)).revision).toBe(3);
    expect(world.room.shown).toEqual([]);
    expect(await waiting()).toBe(0);
  });

  test("is told all the same when it may have been told as something that goes on", async () => {
    await away("timeout");
    await later(2 * HOUR);

    expect(world.room.tried.at(-1)).toEqual({ id: incident.id, isUncertain: true });
    expect(statuses()).toEqual(["resolved"]);
  });
});

describe("a room that hangs", () => {
  test("holds up no other", async () => {
    await world.opens("queue-backlog");
    const [good, bad] = world.rooms;
    let release = (): void => undefined;
    const hanging = new Promise<null>((resolved) => {
      release = () => resolved(null);
    });
    bad!.answer = () => hanging;
    const stuck = showCardsIn(world.watch, bad!);

    expect(await showCardsIn(world.watch, good!)).toBe(1);
    expect([good!.shown.length, bad!.shown.length]).toEqual([1, 0]);
    release();
    expect(await stuck).toBe(1);
  });

  test("has loops of its own: the others go on to be shown and told", async () => {
    const [good, bad] = world.rooms;
    let release = (): void => undefined;
    const hanging = new Promise<null>((resolved) => {
      release = () => resolved(null);
    });
    bad!.answer = () => hanging;
    const loops = createRoomLoops(world.watch, (name, run) =>
      createLoop({ name, log: world.log, everyMs: 60_000, run }),
    );
    for (const each of loops.all) each.start();
    const tell = async (n: number): Promise<void> => {
      const { id } = await world.opens(`alert-${n}`);
      const text = `said ${n}`;
      await world.watch.sayings.add({ v: 1, id: `${id}:9:0`, incident: id, text, loud: false });
      for (const word of ["cards", "sayings"]) loops.heard(word);
      await until(
        "the good room knows",
        5_000,
        () => good!.said.length + good!.shown.length === 2 * n,
      );
    };
    await tell(1);
    await tell(2);

    expect([bad!.said, bad!.shown]).toEqual([[], []]);
    expect(bad!.tried).toHaveLength(2);
    release();
    await Promise.all(loops.all.map((each) => each.stop()));
  });
});

describe("a room that could never be posted to", () => {
  beforeEach(() => {
    for (const room of world.rooms) {
      room.answer = () => failing("unauthorized", { permanent: true });
      room.presence = () => Promise.resolve(failing("unauthorized", { permanent: true }));
    }
  });

  test("keeps nobody from being called at once", async () => {
    await world.opens("queue-backlog");
    await deliver(world.watch, "ana", "push");

    expect(world.notifier("push").sent.map(({ incidents }) => incidents)).toEqual([[1]]);
  });

  test("shows the newest state, once, as soon as it is mended", async () => {
    const incident = await world.opens("queue-backlog");
    await show();
    await acknowledged(incident);
    await later(MINUTE);
    world.room.answer = null;
    await later(MINUTE);
    await later(MINUTE);

    expect(world.room.shown).toEqual([{ number: 1, status: "acknowledged", ref: null }]);
    expect(uncertain()).toEqual([false, false, false]);
  });
});

test("an incident that is forgotten leaves nothing of its cards", async () => {
  world.room.answer = () => failing("timeout");
  const incident = await world.opens("queue-backlog");
  await show();
  await resolve(world.watch, { incident: incident.id, by: ANA });
  expect(await world.redis.keys("*cards:good*")).not.toEqual([]);
  const tidy = createTidyRecords(world.redis, world.keys, recordReader());

  await tidy.forgetIncidents(0, NOON + HOUR);

  expect(await world.redis.keys("*cards:*")).toEqual([]);
});

test("a card that is asked for again before it was ever posted comes among the new ones", async () => {
  const incident = await world.opens("queue-backlog");
  await world.redis.del(world.keys.cards("good"), `${world.keys.cards("good")}:new`);
  await world.watch.cards.again("good", incident.id);

  expect(await world.redis.zcard(`${world.keys.cards("good")}:new`)).toBe(1);
  await showCards(world.watch);
  expect(world.rooms.map(({ shown }) => shown.length)).toEqual([1, 1]);
});
