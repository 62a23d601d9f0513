import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSealer } from "../../src/lib/seal.ts";
import type { ContactRecords } from "../../src/ports/contact-records.ts";
import { createContactRecords } from "../../src/store/contacts.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const TOPIC = "watchroom-anas-own-topic";
const KEY = "{test}:contacts";

let server: StoreServer;
let world: StoreWorld;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
});

const under = (...secrets: readonly string[]): ContactRecords =>
  createContactRecords(world.redis, world.keys, createSealer(secrets, "contacts"));
const ana = { handle: "ana", method: "push", value: TOPIC, at: 7 } as const;
const stored = (): Promise<string | null> => world.redis.hget(KEY, "ana|push");

describe("a contact", () => {
  it("is kept for one person and method, and lies sealed in the store", async () => {
    const records = under("now");
    await records.set(ana);

    expect(await records.find("ana", "push")).toEqual({ state: "known", value: TOPIC, at: 7 });
    expect(await records.find("ana", "sms")).toBeNull();
    expect(await records.find("bob", "push")).toBeNull();
    expect(await stored()).not.toContain(TOPIC);
    expect(JSON.parse((await stored()) ?? "")).toMatchObject({ v: 1, at: 7 });
  });

  it("replaces the former one, and can be removed once", async () => {
    const records = under("now");
    await records.set(ana);
    await records.set({ ...ana, value: "another" });

    expect(await records.find("ana", "push")).toMatchObject({ value: "another" });
    expect(await records.remove("ana", "push")).toBe(true);
    expect(await records.remove("ana", "push")).toBe(false);
    expect(await records.find("ana", "push")).toBeNull();
  });

  it("is read while its secret is being replaced", async () => {
    await under("old").set(ana);

    expect(await under("new", "old").find("ana", "push")).toMatchObject({ value: TOPIC });
    expect(await under("new", "old").unreadable()).toEqual([]);
  });

  it("that was sealed with a secret which is gone is unreadable, not absent, and its person is named", async () => {
    await under("gone").set({ ...ana, handle: "zoe" });
    await under("gone").set(ana);
    await under("now").set({ ...ana, handle: "bob" });

    expect(await under("now").find("ana", "push")).toEqual({ state: "unreadable" });
    expect(await under("now").unreadable()).toEqual(["ana", "zoe"]);
    expect(await stored()).not.toBeNull();
  });

  it("that somebody moved to another person does not open there", async () => {
    await under("now").set(ana);
    await world.redis.hset(KEY, "eve|push", (await stored()) ?? "");

    expect(await under("now").find("eve", "push")).toEqual({ state: "unreadable" });
  });

  it.each(["", "no json", "{}", '{"v":2,"at":1,"sealed":"x"}', '{"v":1,"at":1,"sealed":"x"}'])(
    "that is damaged, or of a newer version, is unreadable and left as it is: %j",
    async (json) => {
      await world.redis.hset(KEY, "ana|push", json);

      expect(await under("now").find("ana", "push")).toEqual({ state: "unreadable" });
      expect(await under("now").unreadable()).toEqual(["ana"]);
      expect(await stored()).toBe(json);
    },
  );
});
