import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Failure, Refusal } from "../../src/ports/failure.ts";
import { createTidyRecords } from "../../src/store/tidy.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { resolve } from "../../src/watch/resolve.ts";
import { speak } from "../../src/watch/speak.ts";
import { NOON } from "../support/manual-clock.ts";
import { recordReader } from "../support/reader.ts";
import {
  DOWN,
  REFUSED,
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
});

const failing = (reason: Refusal, more: Partial<Failure> = {}): Failure => ({
  ...DOWN,
  reason,
  ...more,
});
const uncertain = (): readonly boolean[] => world.room.tried.map(({ isUncertain }) => isUncertain);
const waits = (name = "good"): Promise<number> => world.redis.zcard(world.keys.sayings(name));

async function take(at: number): Promise<string | null> {
  return (await world.watch.sayings.take("good", at, LEASE_MS))?.saying.id ?? null;
}

async function later(ms: number): Promise<void> {
  world.clock.set(world.clock.now() + ms);
  await world.speak();
}

/** What an incident says that is of no great weight. */
async function says(incident: string, index: number, text: string): Promise<void> {
  const id = `${incident}:9:${index}`;
  await world.watch.sayings.add({ v: 1, id, incident, text, loud: false });
}

// Nobody has joined, so each incident says aloud that nobody can be called.

describe("a saying", () => {
  test("is said once in every room, with the number of its incident", async () => {
    await world.opens("queue-backlog");
    await world.speak();
    await world.speak(world.process("second"));

    for (const { said } of world.rooms)
      expect(said).toEqual([expect.stringMatching(/^#1: .*no responder has joined/)]);
    expect(uncertain()).toEqual([false]);
    expect(await waits()).toBe(0);
    expect(await world.redis.keys("*sayings*")).toEqual([]);
  });

  test("is in one hand until its lease is over, then in another", async () => {
    await world.opens("queue-backlog");
    const taken = await Promise.all([take(NOON), take(NOON)]);

    expect(taken.filter((id) => id !== null)).toHaveLength(1);
    expect(await take(NOON + LEASE_MS - 1)).toBeNull();
    expect(await take(NOON + LEASE_MS)).not.toBeNull();
  });

  test.each([HOUR, 5 * MINUTE])(
    "of before the clock went back comes at once (%d ms)",
    async (ms) => {
      await world.opens("queue-backlog");
      expect(await take(NOON)).not.toBeNull();

      expect(await take(NOON - ms)).not.toBeNull();
      expect(await take(NOON - ms)).toBeNull();
    },
  );

  test("that is put off after it was done stays away", async () => {
    await world.opens("queue-backlog");
    const id = (await take(NOON))!;
    await world.watch.sayings.done("good", id);
    await world.watch.sayings.later("good", id, NOON, true);

    expect(await world.redis.keys("*sayings:good*")).toEqual([]);
  });

  test("that the room does not take is tried again, no sooner than it asks for", async () => {
    await world.opens("queue-backlog");
    world.room.answer = () => failing("rate-limited", { retryAfterMs: 20 * SECOND });
    await world.speak();
    world.room.answer = null;
    await later(20 * SECOND - 1);
    expect(world.room.said).toEqual([]);
    await later(1);

    expect(world.room.said).toHaveLength(1);
  });

  test("that throws keeps no other waiting", async () => {
    await world.opens("broken");
    await world.opens("queue-backlog");
    world.room.answer = (saying) => {
      if ("text" in saying && saying.text.startsWith("#1: ")) throw new Error("a bug");
      return null;
    };

    await world.speak();

    expect(world.room.said).toEqual([expect.stringMatching(/^#2: /)]);
    expect(world.log.lines.map(({ level }) => level)).toEqual(["error"]);
    expect(await take(NOON + LEASE_MS)).not.toBeNull();
  });

  test("that a room refuses for good is dropped there, which the log tells", async () => {
    await world.opens("queue-backlog");
    world.room.answer = () => REFUSED;

    await world.speak();

    expect(await waits()).toBe(0);
    expect(world.rooms[1]?.said).toHaveLength(1);
    expect(world.log.lines).toEqual([
      expect.objectContaining({ level: "warn", message: "something could not be said in a room" }),
    ]);
  });

  test("waits behind the one before it of its incident, and behind no other", async () => {
    const one = await world.opens("one");
    await says(one.id, 10, "then");
    await world.opens("two");
    world.room.answer = (saying) =>
      "text" in saying && saying.text.includes("responder") && saying.text.startsWith("#1")
        ? DOWN
        : null;
    await world.speak();
    await later(SECOND);
    expect(world.room.said).toEqual([expect.stringMatching(/^#2: /)]);

    world.room.answer = null;
    await later(SECOND);

    expect(world.room.said.slice(1)).toEqual([expect.stringMatching(/^#1: This/), "#1: then"]);
  });

  test("keeps its place although the clock went back", async () => {
    const one = await world.opens("one");
    world.clock.set(NOON - HOUR);
    await says(one.id, 1, "then");
    await world.speak();

    expect(world.room.said).toEqual([expect.stringMatching(/^#1: This/), "#1: then"]);
  });
});

describe("whether a saying may have arrived before", () => {
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
    await world.speak();
    world.room.answer = null;
    await later(2 * SECOND);

    expect(uncertain()).toEqual([false, isUncertain]);
    expect(world.room.said).toHaveLength(1);
  });

  test("is not forgotten when a later attempt surely did not", async () => {
    await world.opens("queue-backlog");
    for (const reason of ["timeout", "unreachable", "rate-limited"] as const) {
      world.room.answer = () => failing(reason);
      await later(2 * SECOND);
    }
    world.room.answer = null;
    await later(2 * SECOND);

    expect(uncertain()).toEqual([false, true, true, true]);
  });

  test("is known of one that was said just before a crash", async () => {
    await world.opens("queue-backlog");
    const { done } = world.watch.sayings;
    const dying = () => Promise.reject(new Error("killed"));
    await speak({ ...world.watch, sayings: { ...world.watch.sayings, done: dying } }, world.room);
    expect(world.room.said).toHaveLength(1);
    world.clock.set(NOON + LEASE_MS);

    await speak(
      { ...world.process("second"), sayings: { ...world.watch.sayings, done } },
      world.room,
    );

    expect(uncertain()).toEqual([false, true]);
    expect(await waits()).toBe(0);
  });
});

describe("what was to be said of an incident that is over for an hour", () => {
  beforeEach(async () => {
    const incident = await world.opens("queue-backlog");
    await says(incident.id, 1, "by the way");
    await resolve(world.watch, { incident: incident.id, by: ANA });
  });

  test("is said until then", async () => {
    await later(HOUR);

    expect(world.room.said).toHaveLength(2);
  });

  test("is dropped, unless it must not be missed", async () => {
    await later(HOUR + 1);

    expect(world.room.said).toEqual([expect.stringMatching(/^#1: This needs somebody/)]);
    expect(await waits()).toBe(0);
  });
});

describe("a room that hangs", () => {
  test("holds up no other room, and nothing else that leaves", async () => {
    await world.opens("queue-backlog");
    const [good, bad] = world.rooms;
    let release = (): void => undefined;
    const hanging = new Promise<null>((resolved) => {
      release = () => resolved(null);
    });
    bad!.answer = () => hanging;
    const stuck = speak(world.watch, bad!);
    await speak(world.watch, good!);
    await resolve(world.watch, { incident: (await world.incidents())[0]!.id, by: ANA });

    expect(good!.said).toHaveLength(1);
    expect(await carryOut(world.watch)).toBe(1);
    expect(await world.redis.zcard(world.keys.outbox)).toBe(0);
    expect(bad!.said).toEqual([]);
    release();
    expect(await stuck).toBe(1);
  });
});

describe("what an older version left in the outbox", () => {
  test("is said once in every room, as something that may have been said", async () => {
    const { id: incident } = await world.opens("queue-backlog");
    await world.speak();
    const id = `${incident}:7:0`;
    const effect = { kind: "say", text: "as it was", loud: false };
    const older = { v: 1, id, incident, generation: 0, alert: "queue-backlog", effect };
    await world.redis.hset(world.keys.effects, id, JSON.stringify(older));
    await world.redis.zadd(world.keys.outbox, NOON, id);

    expect(await carryOut(world.watch)).toBe(1);
    await world.speak();
    world.clock.set(NOON + MINUTE);
    expect(await carryOut(world.watch)).toBe(0);
    await world.watch.sayings.takeOver({ v: 1, id, incident, text: "as it was", loud: false });
    await world.speak();

    for (const { said } of world.rooms) expect(said.slice(1)).toEqual(["#1: as it was"]);
    expect(uncertain()).toEqual([false, true]);
    expect(await world.redis.exists(world.keys.outbox, world.keys.effects)).toBe(0);
  });
});

describe("while paging is held", () => {
  const held = { v: 1, id: "held-1", incident: null, text: "Paging is held.", loud: true } as const;
  beforeEach(async () => {
    await world.opens("queue-backlog");
    await world.redis.set(world.keys.held, JSON.stringify({ v: 1, since: NOON, why: "a test" }));
    await world.watch.sayings.add({ ...held, whileHeld: true });
  });

  test("nothing is said but that it is", async () => {
    await world.speak();

    expect(world.room.said).toEqual(["Paging is held."]);
    expect(await waits()).toBe(1);
  });

  test("what waited is said when it goes on, and that it was held no more", async () => {
    await world.watch.hold.lift();
    await world.speak();

    expect(world.room.said).toEqual([expect.stringMatching(/^#1: /)]);
  });
});

describe("the figures and the tidying", () => {
  test("tell since when the oldest waits, also while it is tried again and again", async () => {
    await world.opens("queue-backlog");
    for (const room of ["good", "bad"]) await world.redis.del(world.keys.cards(room));
    world.room.answer = () => DOWN;
    for (let n = 0; n < 3; n += 1) await later(20 * SECOND);
    const { waitingSince } = await world.watch.health.read(NOON, world.clock.real());
    expect(waitingSince).toBe(NOON);

    world.room.answer = null;
    await later(20 * SECOND);
    expect((await world.watch.health.read(NOON, world.clock.real())).waitingSince).toBeNull();
  });

  test("forget what is of an incident that is gone, and keep the rest", async () => {
    const gone = await world.opens("gone");
    await world.opens("there");
    await world.redis.del(world.keys.incident(gone.id));
    const tidy = createTidyRecords(world.redis, world.keys, recordReader());

    await tidy.sweep(new Set(), 0);

    expect(await waits()).toBe(1);
    expect(await world.redis.hlen(`${world.keys.sayings("bad")}:bodies`)).toBe(1);
  });
});

test("without a room nothing is kept to be said, and nothing breaks", async () => {
  const none = { ...world.watch, rooms: [] };
  await carryOut(none);
  await world.speak(none);

  expect(world.room.said).toEqual([]);
});
