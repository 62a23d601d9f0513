import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../src/lib/durations.ts";
import type { EventRecords, NewEvent } from "../../src/ports/event-records.ts";
import { backupLines } from "../../src/store/backup.ts";
import { createEventRecords } from "../../src/store/events.ts";
import { createEventHandling, type EventHandling } from "../../src/watch/handle-events.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { recordedNotices, type RecordedNotices } from "../support/reader.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";
import { until } from "../support/until.ts";

const LEASE_MS = 3_000;
const AWAY = new Error("Connection is closed.");

let server: StoreServer;
let world: StoreWorld;
let notices: RecordedNotices;
let events: EventRecords;
let handled: unknown[];

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  notices = recordedNotices();
  events = createEventRecords({ ...world, notices, roomForTalk: 3 }, "Slack");
  handled = [];
});

function event(body: unknown, some: Partial<NewEvent> = {}): NewEvent {
  return { ids: [JSON.stringify(body)], line: "C1 1.1", body, isTalk: false, ...some };
}

async function waiting(): Promise<readonly unknown[]> {
  return (await events.waiting(100, new Set())).map(({ body }) => body);
}

async function setAside(): Promise<readonly string[]> {
  const bad = await world.redis.xrange(`${world.keys.prefix}events:slack:bad`, "-", "+");
  return bad.map(([, fields]) => fields[3]!);
}

/** A process that handles, with whatever `handle` does. */
function handling(
  owner: string,
  handle: (body: unknown) => Promise<void> | void = (body) => void handled.push(body),
  some: Partial<{ watch: Watch; limitMs: number }> = {},
): EventHandling {
  return createEventHandling({
    watch: { ...world.process(owner), notices },
    events,
    handle: async (body) => handle(body),
    storePauseMs: 10,
    ...some,
  });
}

/** Until there is nothing left to take, and nothing in hand. */
async function handlesAll(by: EventHandling): Promise<void> {
  await until("all events to be handled", 5_000, async () => {
    while (await by.look()) continue;
    return (await world.redis.xlen(`${world.keys.prefix}events:slack`)) === 0;
  });
  await by.stop();
}

/** Takes one in hand as a process that dies of it. */
async function diesOf(owner: string, id: string): Promise<number | null> {
  world.clock.set(world.clock.now() + LEASE_MS);
  const fence = await world.process(owner).leases.hold(events.lease, LEASE_MS);
  return events.take(id, fence!);
}

describe("the inbox for events", () => {
  test("keeps them in the order in which they came, until they are handled", async () => {
    for (const body of [1, 2, 3]) expect(await events.add(event({ body }))).toBe(true);

    expect(await waiting()).toEqual([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await handlesAll(handling("one"));

    expect(handled).toEqual([{ body: 1 }, { body: 2 }, { body: 3 }]);
    expect(await waiting()).toEqual([]);
  });

  test("takes nothing twice: by its own id, or by another that it shares", async () => {
    expect(await events.add(event("a", { ids: ["Ev1", "said C1 1.1"] }))).toBe(true);

    expect(await events.add(event("a", { ids: ["Ev1"] }))).toBe(false);
    expect(await events.add(event("a", { ids: ["Ev2", "said C1 1.1"] }))).toBe(false);
    await handlesAll(handling("one"));
    expect(await events.add(event("a", { ids: ["Ev1", "said C1 1.1"] }))).toBe(false);
    expect(handled).toEqual(["a"]);
  });

  test("forgets an id after a day", async () => {
    await events.add(event("a"));
    world.clock.set(world.clock.now() + DAY + 1);
    await events.add(event("b"));

    expect(await events.add(event("a"))).toBe(true);
  });

  test("leaves out talk while too much waits, and never what somebody did", async () => {
    for (const body of ["a", "b", "c"]) await events.add(event(body));

    expect(await events.add(event("talk", { isTalk: true }))).toBe(true);
    await events.add(event("d"));

    expect(await waiting()).toEqual(["a", "b", "c", "d"]);
  });

  test("wakes whoever handles", async () => {
    const listener = world.redis.duplicate();
    const heard: string[] = [];
    listener.on("message", (_channel, word: string) => heard.push(word));
    await listener.subscribe(world.keys.nudge);
    await events.add(event("a"));

    await until("the word", 2_000, () => heard.length > 0);
    listener.disconnect();
    expect(heard).toEqual(["events"]);
  });

  test("is in a backup with what is not handled, and without whose hand it is in", async () => {
    await world.signals({});
    await events.add(event("not handled yet"));
    await diesOf("one", (await events.waiting(1, new Set()))[0]!.id);
    const lines: string[] = [];
    for await (const line of backupLines(world.redis, world.keys.prefix, "now")) lines.push(line);
    const names = lines.slice(1).map((line) => (JSON.parse(line) as { k: string }).k);

    expect(names[0]).toBe("events:slack");
    expect(lines[1]).toContain("not handled yet");
    expect(names).toContain("events:slack:seen");
    expect(names).not.toContain("events:slack:hand");
  });
});

describe("handling", () => {
  test("is done by one process at a time, and by the next one when that is gone", async () => {
    const [one, two] = [handling("one"), handling("two")];
    await one.look();
    await events.add(event("a"));

    await two.look();
    expect(handled).toEqual([]);
    world.clock.set(world.clock.now() + LEASE_MS);
    await handlesAll(two);
    expect(handled).toEqual(["a"]);
    await one.stop();
  });

  test("goes on after a crash between the store and the end, with the very event", async () => {
    await events.add(event("a"));
    await events.add(event("b"));
    const [first] = await events.waiting(1, new Set());
    expect(await diesOf("one", first!.id)).toBe(0);
    world.clock.set(world.clock.now() + LEASE_MS);

    await handlesAll(handling("two"));

    expect(handled).toEqual(["a", "b"]);
  });

  test("of one line is in its order, and a slow one holds up no other line", async () => {
    const order: string[] = [];
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const by = handling("one", async (body) => {
      if (body === "slow") await slow;
      order.push(String(body));
    });
    await events.add(event("slow", { line: "C1 1.1" }));
    await events.add(event("after it", { line: "C1 1.1" }));
    await events.add(event("beside it", { line: "C1 2.2" }));
    await by.look();
    await until("the other line", 2_000, () => order.length > 0);
    await events.add(event("later", { line: "C1 3.3" }));
    await by.look();
    await until("what came later", 2_000, () => order.length > 1);
    expect(order).toEqual(["beside it", "later"]);
    release();
    await handlesAll(by);

    expect(order).toEqual(["beside it", "later", "slow", "after it"]);
  });

  test("of what somebody may have died of is done with nothing else in hand", async () => {
    const beside: Record<string, number> = {};
    let running = 0;
    const by = handling("two", async (body) => {
      running += 1;
      beside[String(body)] = running;
      await new Promise(setImmediate);
      running -= 1;
    });
    for (const body of ["a", "suspect", "c"]) await events.add(event(body, { line: body }));
    await diesOf("one", (await events.waiting(2, new Set()))[1]!.id);
    world.clock.set(world.clock.now() + LEASE_MS);

    await handlesAll(by);

    expect(Object.keys(beside)[0]).toBe("suspect");
    expect(beside["suspect"]).toBe(1);
    expect(Object.keys(beside)).toHaveLength(3);
  });

  test("of many more than are taken in hand at once leaves none out", async () => {
    for (let n = 0; n < 150; n += 1) await events.add(event(n, { line: `C1 ${n % 50}` }));

    await handlesAll(handling("one"));

    expect(new Set(handled).size).toBe(150);
    expect(handled).toHaveLength(150);
    for (let line = 0; line < 50; line += 1) {
      const mine = (handled as number[]).filter((n) => n % 50 === line);
      expect(mine).toEqual(mine.toSorted((a, b) => a - b));
    }
  });

  test("waits for a store that is away, in the order of the line, and takes nobody for dead", async () => {
    const failures = [AWAY];
    const by = handling("one", (body) => {
      const failure = failures.pop();
      if (failure) throw failure;
      handled.push(body);
    });
    await events.add(event("a"));
    await events.add(event("b"));

    await handlesAll(by);

    expect(handled).toEqual(["a", "b"]);
    expect(await setAside()).toEqual([]);
  });
});

describe("an event is set aside, said, and the next ones go on,", () => {
  test("when its handler throws", async () => {
    await events.add(event("bad"));
    await events.add(event("good"));

    await handlesAll(
      handling("one", (body) => {
        if (body === "bad") throw new Error("no such thing");
        handled.push(body);
      }),
    );

    expect(handled).toEqual(["good"]);
    expect(await setAside()).toEqual(["no such thing"]);
    expect(notices.said.get("event:events:slack")).toBe(
      "Something that was done or said in Slack could not be handled: no such thing.",
    );
  });

  test("when its handler does not end", async () => {
    await events.add(event("endless"));
    await events.add(event("good"));

    await handlesAll(
      handling(
        "one",
        (body) => (body === "endless" ? new Promise(() => undefined) : void handled.push(body)),
        { limitMs: 20 },
      ),
    );

    expect(handled).toEqual(["good"]);
    expect(await setAside()).toEqual(["it took more than 0.02 s"]);
  });

  test("when three processes died with it in hand; what they had beside it is handled alone first", async () => {
    for (const body of ["deadly", "beside"]) await events.add(event(body, { line: body }));
    const [deadly, beside] = await events.waiting(2, new Set());
    await diesOf("one", beside!.id);
    for (const [deaths, owner] of ["one", "two", "three"].entries())
      expect(await diesOf(owner, deadly!.id)).toBe(deaths);
    world.clock.set(world.clock.now() + LEASE_MS);

    await handlesAll(handling("four"));

    expect(handled).toEqual(["beside"]);
    expect(await setAside()).toEqual(["three processes died while they had it in hand"]);
  });

  test("when it cannot be read; one of a newer version stays", async () => {
    const stream = `${world.keys.prefix}events:slack`;
    await world.redis.xadd(stream, "*", "d", "garbage");
    await world.redis.xadd(stream, "*", "d", JSON.stringify({ v: 2, line: "?" }));
    await events.add(event("good"));
    const by = handling("one");
    await by.look();
    await by.stop();

    expect(handled).toEqual(["good"]);
    expect(await setAside()).toEqual([expect.stringContaining("is damaged")]);
    expect(await world.redis.xlen(stream)).toBe(1);
    expect([...notices.said.keys()]).toEqual(["damaged:event", "newer:event"]);
  });
});
