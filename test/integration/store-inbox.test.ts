import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Inbox } from "../../src/ports/incident-records.ts";
import { BAD_ENTRY_ALERT } from "../../src/alerts/one-shot.ts";
import {
  FOLD_LEASE_MS,
  signalOf,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

let server: StoreServer;
let world: StoreWorld;
let inbox: Inbox;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  inbox = world.watch.inbox;
});

async function folder(owner: string): Promise<number> {
  world.clock.set(world.clock.now() + FOLD_LEASE_MS);
  const fence = await world.process(owner).leases.hold("fold", FOLD_LEASE_MS);
  if (fence === null) throw new Error("the lease should be free");
  return fence;
}

async function entries(): Promise<readonly string[]> {
  return (await inbox.read(100, 0)).map(({ id }) => id);
}

describe("the inbox", () => {
  test("gives what lies behind the cursor, in its order, as it was put in", async () => {
    const signal = signalOf({ value: 95.12345678901234, labels: { q: "a \ud83d\ude00" } });
    await inbox.add([signal, signalOf({ status: "resolved" })]);
    await inbox.add([signalOf({ alert: "second" })]);

    const [first, second] = await inbox.read(100, 0);

    expect(first?.signals()).toEqual([signal, signalOf({ status: "resolved" })]);
    expect(second?.signals()).toEqual([signalOf({ alert: "second" })]);
    await inbox.advance(first!.id, await folder("one"));
    expect(await entries()).toEqual([second!.id]);
    expect(await world.redis.xlen(world.keys.inbox)).toBe(1);
  });

  test("moves for nobody but the one who folds now", async () => {
    await inbox.add([signalOf({})]);
    const [id] = await entries();
    const before = await folder("before");
    await folder("now");

    expect(await inbox.advance(id!, before)).toBe(false);
    expect(await inbox.setAside(id!, "why", signalOf({}), before)).toBe(false);
    await inbox.take(id!, before);

    expect(await entries()).toEqual([id]);
    expect(await world.redis.exists(world.keys.bad, world.keys.hand)).toBe(0);
  });

  test("never gives an id again, even when it was empty", async () => {
    await inbox.add([signalOf({})]);
    const [id] = await entries();
    await inbox.advance(id!, await folder("one"));
    await inbox.add([signalOf({})]);

    expect((await entries())[0]! > id!).toBe(true);
  });
});

describe("deaths with an entry in hand", () => {
  test("are counted for each process that died of it", async () => {
    await inbox.add([signalOf({})]);
    const [id] = await entries();

    for (const deaths of [0, 1, 2, 3])
      expect(await inbox.take(id!, await folder(`process-${deaths}`))).toBe(deaths);
  });

  test("are not counted for a process that lives and tries again", async () => {
    await inbox.add([signalOf({})]);
    const [id] = await entries();
    const fence = await folder("one");

    for (let attempt = 0; attempt < 5; attempt += 1) expect(await inbox.take(id!, fence)).toBe(0);
  });

  test("are forgotten with the batch", async () => {
    await inbox.add([signalOf({})]);
    await inbox.add([signalOf({})]);
    const [first, second] = await entries();
    await inbox.take(first!, await folder("one"));
    const fence = await folder("two");
    expect(await inbox.take(first!, fence)).toBe(1);
    await inbox.advance(first!, fence);

    expect(await inbox.take(second!, fence)).toBe(0);
    expect(await inbox.take(second!, await folder("three"))).toBe(1);
  });

  test("lead to an incident of watchroom's own, and leave its neighbours alone", async () => {
    await inbox.add([signalOf({ alert: "deadly" })]);
    await inbox.add([signalOf({ alert: "harmless" })]);
    const [id] = await entries();
    for (const owner of ["one", "two", "three"]) await inbox.take(id!, await folder(owner));
    await folder("four");

    await world.foldAll(world.process("four"));

    expect((await world.incidents()).map(({ alert }) => alert).toSorted()).toEqual([
      "harmless",
      BAD_ENTRY_ALERT,
    ]);
    expect(await world.redis.xrange(world.keys.bad, "-", "+")).toMatchObject([
      [expect.any(String), expect.arrayContaining(["entry", id])],
    ]);
    expect(await world.redis.xlen(world.keys.inbox)).toBe(0);
  });
});

test("an entry that cannot be read is set aside although the inbox is full", async () => {
  await world.redis.xadd(world.keys.inbox, "*", "d", "garbage");
  const full: Inbox = {
    ...inbox,
    add: () => Promise.reject(new Error("the inbox is full")),
  };

  await world.foldAll({ ...world.watch, inbox: full });

  expect((await world.incidents()).map(({ alert }) => alert)).toEqual([BAD_ENTRY_ALERT]);
  expect(await world.redis.xlen(world.keys.inbox)).toBe(0);
});
