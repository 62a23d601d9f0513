import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Method } from "../../src/incidents/policy.ts";
import type { Claim, Page } from "../../src/ports/page-records.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { escalate } from "../../src/watch/escalate.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { PAGE_LIMITS } from "../../src/watch/page-limits.ts";
import { pressKey } from "../../src/watch/press-key.ts";
import { wake } from "../../src/watch/wake.ts";
import { person } from "../support/in-memory-watch.ts";
import { NOON } from "../support/manual-clock.ts";
import {
  DOWN,
  joins,
  REFUSED,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const LEASE_MS = 20 * SECOND;
const ANA = person("ana");

let server: StoreServer;
let world: StoreWorld;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  await joins(world.watch, "ana", "bob");
});

function claim(method: Method = "push", handle = "ana"): Promise<Claim> {
  return world.watch.pages.claim({
    handle,
    method,
    now: world.clock.real(),
    at: world.clock.now(),
    leaseMs: LEASE_MS,
    limit: PAGE_LIMITS[method],
  });
}

async function claimed(method: Method = "push"): Promise<Page> {
  const claimed = await claim(method);
  if (claimed.outcome !== "claimed") throw new Error(`nothing was claimed: ${claimed.outcome}`);
  return claimed.page;
}

function finish(page: Page, liveUntil: number | null = null): Promise<void> {
  const sent = { kind: "sent", providerId: `provider-${page.id}`, liveUntil } as const;
  return world.watch.pages.finish(page, "phone", sent, { real: world.clock.real(), at: NOON });
}

function fail(page: Page): Promise<void> {
  const failed = { kind: "failed", failure: REFUSED } as const;
  return world.watch.pages.finish(page, "phone", failed, { real: world.clock.real(), at: NOON });
}

async function acknowledged(...incidents: readonly Incident[]): Promise<void> {
  for (const { id } of incidents)
    await acknowledge(world.watch, {
      incident: id,
      by: { handle: "bob", name: "Bob", via: "room" },
      at: NOON,
      token: null,
      forMs: null,
    });
}

/** Nobody is in the room: the first step goes out at once, by direct message and push. */
function pages(alert: string): Promise<Incident> {
  return world.opens(alert);
}

/** The step that calls: five minutes after the first. */
async function calls(): Promise<void> {
  for (const minutes of [2, 5]) {
    world.clock.set(NOON + minutes * MINUTE);
    await wake(world.watch);
  }
}

function outgoing(): Promise<readonly string[]> {
  return world.watch.outbox
    .take(world.clock.real(), 0, 50)
    .then((all) => all.map(({ effect }) => effect.kind));
}

function moves(ms: number): void {
  world.clock.set(world.clock.now() + ms);
}

describe("one sender at a time", () => {
  test("takes all that is due, and everybody else is told when to look again", async () => {
    const first = await pages("queue-backlog");
    const second = await pages("disk-full");

    const answers = await Promise.all([claim(), claim(), claim()]);

    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(["claimed", "held", "held"]);
    expect(answers.find((a) => a.outcome === "claimed")?.page).toMatchObject({
      handle: "ana",
      method: "push",
      attempt: 1,
      incidents: [first.id, second.id],
      asked: ["1.0/ana/push", "1.0/ana/push"],
    });
    expect(answers.find((a) => a.outcome === "held")).toEqual({
      outcome: "held",
      until: NOON + LEASE_MS,
    });
  });

  test("sends one page, however many try", async () => {
    await pages("queue-backlog");

    await Promise.all([1, 2, 3, 4].map(() => deliver(world.watch, "ana", "push")));

    expect(world.notifier("push").sent).toHaveLength(1);
    expect(await claim()).toEqual({ outcome: "nothing" });
    expect(await world.watch.pages.pending(NOON)).toEqual([{ handle: "ana", method: "dm" }]);
  });

  test("who dies with it is followed by another with the same incidents, when the lease is over", async () => {
    const incident = await pages("queue-backlog");
    const page = await claimed();
    await pages("disk-full");

    moves(LEASE_MS - 1);
    expect(await claim()).toEqual({ outcome: "held", until: NOON + LEASE_MS });
    moves(1);

    expect(await claimed()).toEqual({ ...page, attempt: 2 });
    expect(page.incidents).toEqual([incident.id]);
  });

  test("who comes back from the dead with the outcome of an attempt that was repeated changes nothing", async () => {
    await pages("queue-backlog");
    const late = await claimed();
    moves(LEASE_MS);
    const page = await claimed();

    await finish(late);
    expect((await world.watch.pages.find(page.id))?.state).toBe("sending");
    await finish(page);

    expect((await world.watch.pages.find(page.id))?.state).toBe("sent");
  });
});

describe("what nobody needs any more", () => {
  test("is not claimed when it was acknowledged before", async () => {
    await acknowledged(await pages("queue-backlog"));

    expect(await claim()).toEqual({ outcome: "nothing" });
    expect(await world.watch.pages.pending(NOON + HOUR)).not.toContainEqual({
      handle: "ana",
      method: "push",
    });
  });

  test("is withdrawn when it was acknowledged while it was on its way", async () => {
    const incident = await pages("queue-backlog");
    world.notifier("push").answer = async (page) => {
      await acknowledged(incident);
      await carryOut(world.watch);
      return { outcome: "sent", providerId: page.id };
    };

    await deliver(world.watch, "ana", "push");
    expect(world.notifier("push").stopped).toEqual([]);
    await carryOut(world.watch);

    const [page] = world.notifier("push").sent;
    expect(world.notifier("push").stopped).toEqual([page?.id]);
    expect((await world.watch.pages.find(page!.id))?.state).toBe("ended");
  });

  test("stays while one of its incidents still needs somebody", async () => {
    const first = await pages("queue-backlog");
    const second = await pages("disk-full");
    const page = await claimed();
    await finish(page);
    await acknowledged(first);

    expect(await world.watch.pages.needless(first.id)).toEqual([]);
    await acknowledged(second);

    expect((await world.watch.pages.needless(first.id)).map(({ id }) => id)).toEqual([page.id]);
  });

  test("is left out when a page in dead hands is sent again for the others", async () => {
    const taken = await pages("queue-backlog");
    const open = await pages("disk-full");
    const page = await claimed();
    await acknowledged(taken);

    moves(LEASE_MS);
    const again = await claimed();

    expect(page.incidents).toEqual([taken.id, open.id]);
    expect(again).toMatchObject({ id: page.id, attempt: 2, incidents: [open.id] });
    expect(again.generations).toHaveLength(1);
    expect(again.asked).toHaveLength(1);
    await finish(again);
    expect(await world.watch.incidents.deliveries(taken.id)).toEqual([]);
    expect(await world.watch.incidents.deliveries(open.id)).toHaveLength(1);
    expect((await claim()).outcome).toBe("nothing");
  });

  test("is not sent again by whoever finds it in dead hands", async () => {
    const incident = await pages("queue-backlog");
    const page = await claimed();
    await acknowledged(incident);
    moves(LEASE_MS);

    expect(await claim()).toEqual({ outcome: "nothing" });
    expect((await world.watch.pages.find(page.id))?.state).toBe("ended");
  });
});

describe("an outcome", () => {
  test("that comes twice changes nothing the second time", async () => {
    const incident = await pages("queue-backlog");
    const page = await claimed();
    await finish(page);
    const again = await pages("disk-full");

    await finish(page);
    await fail(page);

    expect(await world.watch.incidents.deliveries(incident.id)).toHaveLength(1);
    expect(await outgoing()).toEqual([]);
    moves(MINUTE);
    expect((await claimed()).incidents).toEqual([again.id]);
  });

  test("of a page whose key was pressed meanwhile counts, and holds nothing up", async () => {
    await pages("queue-backlog");
    const page = await claimed();
    const pressed = { person: ANA, page: page.id, digit: "1" };
    expect(await pressKey(world.watch, pressed)).toEqual({ text: "Acknowledged.", ends: true });
    const next = await pages("disk-full");

    await finish(page);
    await finish(page);

    expect(await world.watch.incidents.deliveries(page.incidents[0]!)).toHaveLength(1);
    expect(await claim()).toEqual({ outcome: "held", until: NOON + 10 * SECOND });
    moves(10 * SECOND);
    expect((await claimed()).incidents).toEqual([next.id]);
  });

  test("of failure for good is news for each incident, and the next step starts", async () => {
    const incidents = [await pages("queue-backlog"), await pages("disk-full")];
    for (const method of ["dm", "push"] as const) {
      world.notifier(method).answer = () => REFUSED;
      await deliver(world.watch, "ana", method);
    }
    expect(await world.redis.zcard(world.keys.outbox)).toBe(4);

    await carryOut(world.watch);

    for (const incident of incidents)
      expect((await world.load(incident)).phase).toMatchObject({ kind: "step", step: 1 });
    expect(await claim("push")).toEqual({ outcome: "nothing" });
    expect((await claimed("sms")).incidents).toEqual(incidents.map(({ id }) => id));
  });

  test("of failure for good is news of what was asked last", async () => {
    const incident = await pages("queue-backlog");
    const by = { handle: "bob", name: "Bob", via: "room" };
    for (let step = 1; step <= 4; step += 1)
      await escalate(world.watch, { incident: incident.id, by, to: null });

    expect(await claimed()).toMatchObject({ incidents: [incident.id], asked: ["1.4/ana/push"] });
  });

  test("of failure for now is tried again soon, whatever the provider asks for", async () => {
    await pages("queue-backlog");
    world.notifier("push").answer = () => ({ ...DOWN, retryAfterMs: HOUR });

    expect(await deliver(world.watch, "ana", "push")).toBe(NOON + MINUTE);
    expect(await claim()).toEqual({ outcome: "held", until: NOON + MINUTE });
    moves(MINUTE);
    const again = await claimed();
    expect(again.attempt).toBe(2);

    const retry = { kind: "retry", at: NOON + HOUR, next: "phone", failure: DOWN } as const;
    const now = { real: world.clock.real(), at: NOON };
    await world.watch.pages.finish(again, "phone", retry, now);
    expect(await claim()).toEqual({ outcome: "held", until: NOON + 2 * MINUTE });
  });
});

describe("a limit", () => {
  test("holds what falls within it, and lets it go as one page", async () => {
    await pages("queue-backlog");
    await deliver(world.watch, "ana", "push");
    const held = [await pages("disk-full"), await pages("too-slow")];

    expect(await claim()).toEqual({ outcome: "held", until: NOON + 10 * SECOND });
    expect(await world.watch.pages.pending(NOON + 9 * SECOND)).not.toContainEqual({
      handle: "ana",
      method: "push",
    });
    moves(10 * SECOND);
    expect(await world.watch.pages.pending(world.clock.real())).toContainEqual({
      handle: "ana",
      method: "push",
    });

    expect((await claimed()).incidents).toEqual(held.map(({ id }) => id));
  });

  test("is counted over its span", async () => {
    const limit = { count: 2, spanMs: 100 * SECOND, alone: false, each: false };
    const request = { handle: "ana", method: "push", leaseMs: LEASE_MS, limit } as const;
    const send = async (): Promise<Claim> => {
      const now = world.clock.real();
      const answer = await world.watch.pages.claim({ ...request, now, at: now });
      if (answer.outcome === "claimed") await finish(answer.page);
      return answer;
    };
    for (const alert of ["one", "two"]) {
      await pages(alert);
      expect((await send()).outcome).toBe("claimed");
      moves(50 * SECOND);
    }
    moves(-10 * SECOND);
    await pages("three");

    expect(await send()).toEqual({ outcome: "held", until: NOON + 100 * SECOND });
    moves(10 * SECOND);
    expect((await send()).outcome).toBe("claimed");
  });

  test("lets alerts that were not yet told come first", async () => {
    const told = await pages("queue-backlog");
    await deliver(world.watch, "ana", "push");
    moves(10 * SECOND);
    await acknowledged(told);
    await world.signals({ status: "resolved" });
    await world.foldAll();
    const again = await pages("queue-backlog");
    const fresh = await pages("disk-full");

    expect((await claimed()).incidents).toEqual([fresh.id, again.id]);
  });
});

/** Asks Ana to be called about this, as the third step does. */
async function asks(alert: string): Promise<void> {
  const incident = await pages(alert);
  const by = { handle: "bob", name: "Bob", via: "room" };
  for (let step = 1; step <= 2; step += 1)
    await escalate(world.watch, { incident: incident.id, by, to: null });
}

/** Without a limit but that no two calls ring at once. */
function ring(): Promise<Claim> {
  return world.watch.pages.claim({
    handle: "ana",
    method: "voice",
    now: world.clock.real(),
    at: world.clock.now(),
    leaseMs: LEASE_MS,
    limit: { count: 100, spanMs: MINUTE, alone: true, each: false },
  });
}

async function rings(alert: string): Promise<Page> {
  await asks(alert);
  const answer = await ring();
  if (answer.outcome !== "claimed") throw new Error(`it does not ring: ${answer.outcome}`);
  await finish(answer.page, world.clock.real() + 45 * SECOND);
  return answer.page;
}

describe("a call", () => {
  test("does not ring beside another one", async () => {
    await rings("queue-backlog");
    await asks("disk-full");

    expect(await ring()).toEqual({ outcome: "held", until: NOON + 45 * SECOND });
    moves(45 * SECOND);
    expect((await ring()).outcome).toBe("claimed");
  });

  test("goes out as soon as the one before has ended", async () => {
    const page = await rings("queue-backlog");
    await asks("disk-full");
    expect((await ring()).outcome).toBe("held");

    await world.watch.pages.end(page.id, "acted", NOON);

    expect(await world.watch.pages.pending(NOON)).toContainEqual({
      handle: "ana",
      method: "voice",
    });
    expect((await ring()).outcome).toBe("claimed");
  });

  test("is not taken for over because an older one is withdrawn", async () => {
    const older = await rings("queue-backlog");
    moves(45 * SECOND);
    await rings("disk-full");
    await asks("too-slow");

    await world.watch.pages.end(older.id, "withdrawn", NOON);

    expect((await ring()).outcome).toBe("held");
  });
});

describe("when the clock was set back by an hour", () => {
  test("a page in dead hands is sent at once", async () => {
    await pages("queue-backlog");
    const page = await claimed();
    world.clock.set(NOON - HOUR);

    expect(await world.watch.pages.pending(world.clock.real())).toContainEqual({
      handle: "ana",
      method: "push",
    });
    expect(await claimed()).toEqual({ ...page, attempt: 2 });
  });

  test.each([HOUR, HOUR - 5 * SECOND, 20 * MINUTE, 2 * MINUTE])(
    "a page that was asked for before is found (%d ms)",
    async (back) => {
      await pages("queue-backlog");
      world.clock.set(NOON - back);

      expect(await world.watch.pages.pending(world.clock.real())).toContainEqual({
        handle: "ana",
        method: "push",
      });
      expect((await claim()).outcome).toBe("claimed");
    },
  );

  test("no limit of before holds anything", async () => {
    await pages("queue-backlog");
    await deliver(world.watch, "ana", "push");
    await pages("disk-full");
    expect((await claim()).outcome).toBe("held");
    world.clock.set(NOON - HOUR);

    expect((await claim()).outcome).toBe("claimed");
  });

  test("no call of before keeps another one from ringing", async () => {
    await pages("queue-backlog");
    await calls();
    await finish(await claimed("voice"), world.clock.real() + 45 * SECOND);
    moves(3 * MINUTE);
    await wake(world.watch);
    moves(-HOUR);

    expect((await claim("voice")).outcome).toBe("claimed");
  });

  test("a limit of many minutes is looked at again every minute", async () => {
    const limit = { count: 1, spanMs: 15 * MINUTE, alone: false, each: false };
    await pages("queue-backlog");
    await finish(await claimed());
    await pages("disk-full");

    expect(
      await world.watch.pages.claim({
        handle: "ana",
        method: "push",
        now: NOON,
        at: NOON,
        leaseMs: LEASE_MS,
        limit,
      }),
    ).toEqual({ outcome: "held", until: NOON + MINUTE });
  });
});

test("an alert whose name is no proper text keeps no page from leaving", async () => {
  await pages("half a pair: \ud83d");
  await pages("disk-full");

  expect((await claimed()).incidents).toHaveLength(2);
});
