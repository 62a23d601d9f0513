import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUR } from "../../src/lib/durations.ts";
import type { Leases } from "../../src/ports/book-records.ts";
import { NOON } from "../support/manual-clock.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const TTL_MS = 3_000;

let server: StoreServer;
let world: StoreWorld;
let ours: Leases;
let theirs: Leases;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  ours = world.process("ours").leases;
  theirs = world.process("theirs").leases;
});

describe("a lease", () => {
  test("has one holder, however many ask at once", async () => {
    const many = Array.from({ length: 8 }, (_, i) => world.process(`process-${i}`).leases);

    const answers = await Promise.all(many.map((leases) => leases.hold("fold", TTL_MS)));

    expect(answers.filter((fence) => fence !== null)).toEqual([1]);
  });

  test("keeps its number when it is renewed, and has a higher one for each new holder", async () => {
    expect(await ours.hold("fold", TTL_MS)).toBe(1);
    world.clock.set(NOON + 2_000);
    expect(await ours.hold("fold", TTL_MS)).toBe(1);
    world.clock.set(NOON + 4_999);
    expect(await theirs.hold("fold", TTL_MS)).toBeNull();
    world.clock.set(NOON + 5_000);
    expect(await theirs.hold("fold", TTL_MS)).toBe(2);
    expect(await ours.hold("fold", TTL_MS)).toBeNull();
    world.clock.set(NOON + 8_000);
    expect(await ours.hold("fold", TTL_MS)).toBe(3);
  });

  test("is over when it is given back, which only its holder can", async () => {
    await ours.hold("fold", TTL_MS);
    await theirs.release("fold");
    expect(await theirs.hold("fold", TTL_MS)).toBeNull();

    await ours.release("fold");
    expect(await theirs.hold("fold", TTL_MS)).toBe(2);
  });

  test("is one of many", async () => {
    await ours.hold("fold", TTL_MS);

    expect(await theirs.hold("audit", TTL_MS)).toBe(1);
  });

  test("does not last because the clock was set back", async () => {
    await ours.hold("fold", TTL_MS);
    world.clock.set(NOON - HOUR);

    expect(await theirs.hold("fold", TTL_MS)).toBe(2);
  });

  test("is not taken from its holder by a machine whose clock is a little behind", async () => {
    await ours.hold("fold", TTL_MS);
    world.clock.set(NOON - 200);

    expect(await theirs.hold("fold", TTL_MS)).toBeNull();
  });
});
