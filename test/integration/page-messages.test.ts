import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SECOND } from "../../src/lib/durations.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Method } from "../../src/incidents/policy.ts";
import type { PageMessage } from "../../src/ports/notifier.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { acknowledgePage } from "../../src/watch/acknowledge-page.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { pageMessage } from "../../src/watch/page-message.ts";
import { resolve } from "../../src/watch/resolve.ts";
import { NOON } from "../support/manual-clock.ts";
import { person } from "../support/in-memory-watch.ts";
import { joins, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const BEN = { handle: "ben", name: "Ben", via: "room" };

let server: StoreServer;
let world: StoreWorld;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  await joins(world.watch, "ana");
});

/** The room is empty, so Ana is told at once by message and by push. */
async function paged(): Promise<Incident> {
  const incident = await world.opens("queue-backlog");
  await deliver(world.watch, "ana", "dm");
  await deliver(world.watch, "ana", "push");
  return incident;
}

async function acknowledgedByBen({ id }: Incident): Promise<void> {
  await acknowledge(world.watch, { incident: id, by: BEN, at: NOON, token: null, forMs: null });
}

async function statusesOf(page: PageMessage | undefined): Promise<readonly string[] | undefined> {
  return (await page?.cards())?.map(({ incident }) => incident.status);
}

const lastStopped = (method: Method): PageMessage | undefined =>
  world.notifier(method).stoppedPages.at(-1);

describe("the incidents of a page", () => {
  test("are drawn as they are when they are asked for, without looking who is in the room", async () => {
    const incident = await paged();
    const [page] = world.notifier("dm").sent;
    const { asked } = world.room;
    expect(await statusesOf(page)).toEqual(["triggered"]);
    await resolve(world.watch, { incident: incident.id, by: BEN });

    expect(await statusesOf(page)).toEqual(["resolved"]);
    expect(world.room.asked).toBe(asked);
  });

  test("are left out rather than that the page does not go out", async () => {
    await paged();
    const page = (await world.watch.pages.lastOf("ana"))!;
    const people = { ...world.watch.people, all: () => Promise.reject(new Error("a bug")) };
    const book = (): never => {
      throw new Error("a bug");
    };
    for (const broken of [
      { ...world.watch, people },
      { ...world.watch, book },
    ])
      expect(await (await pageMessage(broken, page, "push")).cards()).toEqual([]);

    expect(world.log.lines.map(({ message }) => message)).toEqual([
      "the incidents of a page could not be drawn",
      "the incidents of a page could not be drawn",
    ]);
  });
});

describe("a page that went out by several ways", () => {
  test("tells each who has it, when somebody acknowledges in the room", async () => {
    await acknowledgedByBen(await paged());
    await carryOut(world.watch);

    for (const method of ["dm", "push"] as const) {
      expect(lastStopped(method)?.text).toEqual(expect.stringMatching(/^Incident 1\./));
      const [card] = (await lastStopped(method)?.cards()) ?? [];
      expect(card?.standing).toMatch(/^Ben has it\./);
    }
  });

  test("tells the others, and itself, when its own person acknowledges by one of them", async () => {
    await paged();
    const push = (await world.watch.pages.lastOf("ana"))!;
    expect(push.method).toBe("push");
    await acknowledgePage(world.watch, push, person("ana"));
    await carryOut(world.watch);

    expect(world.notifier("dm").stopped).toEqual([world.notifier("dm").sent[0]?.id]);
    expect(world.notifier("push").stopped).toEqual([push.id]);
    expect((await world.watch.pages.find(push.id))?.state).toBe("ended");
  });

  test("tells a message that went out while somebody acknowledged", async () => {
    const incident = await world.opens("queue-backlog");
    world.notifier("dm").answer = async ({ id }) => {
      await acknowledgedByBen(incident);
      await carryOut(world.watch);
      return { outcome: "sent", providerId: id };
    };
    await deliver(world.watch, "ana", "dm");
    expect(world.notifier("dm").stopped).toEqual([]);
    await carryOut(world.watch);

    expect(await statusesOf(lastStopped("dm"))).toEqual(["acknowledged"]);
  });

  test("tells that it is over when the incident recovers by itself", async () => {
    await paged();
    await world.signals({ alert: "queue-backlog", status: "resolved" });
    await world.foldAll();
    await carryOut(world.watch);

    expect(await statusesOf(lastStopped("dm"))).toEqual(["resolved"]);
    expect(await statusesOf(lastStopped("push"))).toEqual(["resolved"]);
  });

  test("goes on to be true in a direct message, which stays, and rings no phone for it", async () => {
    await acknowledgedByBen(await paged());
    await carryOut(world.watch);
    await world.signals({ alert: "queue-backlog", status: "resolved" });
    await world.foldAll();
    world.clock.set(NOON + SECOND);
    await carryOut(world.watch);

    expect(world.notifier("dm").stopped).toHaveLength(2);
    expect(await statusesOf(lastStopped("dm"))).toEqual(["resolved"]);
    expect(world.notifier("push").stopped).toHaveLength(1);
  });

  test("is still withdrawn when a way out hangs beyond its time", async () => {
    await acknowledgedByBen(await paged());
    const { id } = world.notifier("dm").sent[0]!;
    Object.assign(world.notifier("dm"), {
      stop: () => Promise.resolve({ outcome: "failed", reason: "timeout", permanent: false }),
    });
    await carryOut(world.watch);

    expect(world.notifier("push").stopped).toHaveLength(1);
    expect((await world.watch.pages.find(id))?.state).toBe("sent");
  });
});
