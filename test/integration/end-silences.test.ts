import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MINUTE } from "../../src/lib/durations.ts";
import { endSilences } from "../../src/watch/end-silences.ts";
import { NOON } from "../support/manual-clock.ts";
import { DOWN, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const SAID = "The silence of all alerts is over.";
const ALL = { v: 1, alert: "*", until: NOON, by: "ana" } as const;

let server: StoreServer;
let world: StoreWorld;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
});

const left = async (): Promise<readonly string[]> =>
  (await world.watch.silences.over(world.clock.now())).map(({ alert }) => alert);

test("the end of a maintenance is said when the room can be told, and then no more", async () => {
  await world.watch.silences.set(ALL);
  world.room.answer = () => DOWN;
  await endSilences(world.watch);
  await world.speak();
  expect(world.room.said).toEqual([]);

  world.room.answer = null;
  world.clock.set(NOON + MINUTE);
  await endSilences(world.watch);
  await world.speak();
  await endSilences(world.watch);
  await world.speak();

  expect(world.room.said).toEqual([SAID]);
  expect(await left()).toEqual([]);
});

test("the end of a maintenance that may have been said before a crash is looked for first", async () => {
  await world.watch.silences.set(ALL);
  const dies = { ...world.watch.silences, forget: () => Promise.reject(new Error("killed")) };
  await expect(endSilences({ ...world.watch, silences: dies })).rejects.toThrow("killed");
  await world.speak();
  expect(await left()).toEqual(["*"]);

  await endSilences(world.watch);
  await world.speak();

  expect(world.room.tried.map(({ isUncertain }) => isUncertain)).toEqual([true, true]);
});

test("a silence that is set anew while its end is said stays in force", async () => {
  const anew = { ...ALL, until: NOON + 30 * MINUTE };
  await world.watch.silences.set(ALL);
  const sayings: StoreWorld["watch"]["sayings"] = {
    ...world.watch.sayings,
    add: async (saying) => {
      await world.watch.sayings.add(saying);
      await world.watch.silences.set(anew);
    },
  };

  await endSilences({ ...world.watch, sayings });

  expect(await world.watch.silences.active(NOON)).toEqual([anew]);
});

test("the end of one alert's silence is told by its incident alone", async () => {
  await world.watch.silences.set({ ...ALL, alert: "queue-backlog" });

  await endSilences(world.watch);

  expect(world.room.said).toEqual([]);
  expect(await left()).toEqual([]);
});
