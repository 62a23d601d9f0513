import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../src/lib/durations.ts";
import type { Offer, Override } from "../../src/oncall/person.ts";
import type { RosterRecords } from "../../src/ports/people-records.ts";
import { NOON } from "../support/manual-clock.ts";
import { startStore, type StoreServer } from "../support/store-world.ts";

let server: StoreServer;
let roster: RosterRecords;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  roster = (await server.fresh()).watch.roster;
});

function override(id: string, from: number, until: number | null): Override {
  return { v: 1, id, handle: "ana", from, until, madeBy: "ana", note: null };
}

function offer(id: string, askedAt: number, until: number | null = null): Offer {
  return { v: 1, id, giver: "ana", taker: "bob", askedAt, until, note: null };
}

async function everyOverride(): Promise<readonly string[]> {
  return (await roster.overrides(0)).map(({ id }) => id);
}

describe("overrides", () => {
  beforeEach(async () => {
    await roster.addOverride(override("ended", NOON - 40 * DAY, NOON - 30 * DAY - 1));
    await roster.addOverride(override("just ended", NOON - 40 * DAY, NOON - 30 * DAY));
    await roster.addOverride(override("endless", NOON - 40 * DAY, null));
  });

  test("that ended more than 30 days ago make room for a new one", async () => {
    expect(await everyOverride()).toEqual(["ended", "just ended", "endless"]);

    await roster.addOverride(override("new", NOON, null));

    expect(await everyOverride()).toEqual(["just ended", "endless", "new"]);
  });

  test("make room for one that was offered", async () => {
    await roster.addOffer(offer("asked", NOON));

    expect(await roster.answerOffer("asked", override("new", NOON, null))).toBe(true);

    expect(await everyOverride()).toEqual(["just ended", "endless", "new"]);
  });
});

describe("offers", () => {
  test("that are older than a day, or over, make room for a new one", async () => {
    await roster.addOffer(offer("a day old", NOON - DAY));
    await roster.addOffer(offer("running", NOON - HOUR, NOON + 1));
    await roster.addOffer(offer("over", NOON - HOUR, NOON));
    await roster.addOffer(offer("older", NOON - DAY - 1));

    await roster.addOffer(offer("new", NOON));

    expect((await roster.offers()).map(({ id }) => id)).toEqual(["a day old", "running", "new"]);
  });
});
