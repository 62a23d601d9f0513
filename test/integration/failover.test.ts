import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Method } from "../../src/incidents/policy.ts";
import type { Failure } from "../../src/ports/failure.ts";
import type { Page } from "../../src/ports/page-records.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { providerStates } from "../../src/watch/provider-health.ts";
import { providerProblems } from "../../src/watch/status-providers.ts";
import { wake } from "../../src/watch/wake.ts";
import { NOON } from "../support/manual-clock.ts";
import {
  DOWN,
  joins,
  REFUSED,
  startStore,
  type ScriptedNotifier,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const BY_ANA = {
  by: { handle: "ana", name: "Ana", via: "room" },
  at: NOON,
  token: null,
  forMs: null,
};
const UNAUTHORIZED: Failure = { outcome: "failed", reason: "unauthorized", permanent: true };

let server: StoreServer;
let world: StoreWorld;
let first: ScriptedNotifier;
let second: ScriptedNotifier;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  await joins(world.watch, "ana");
  first = world.notifier("sms");
  second = world.provider("sms", "second");
});

/** Opens it, and goes on to the step that texts. */
async function texts(alert = "queue-backlog"): Promise<Incident> {
  const incident = await world.opens(alert);
  moves(2 * MINUTE);
  await wake(world.watch);
  return incident;
}

const moves = (ms: number): void => world.clock.set(world.clock.now() + ms);
const sends = (): Promise<number | null> => deliver(world.watch, "ana", "sms");
const counts = (): readonly number[] => [first.sent.length, second.sent.length];

async function lines({ id }: Incident): Promise<readonly string[]> {
  const all = await world.watch.incidents.deliveries(id);
  return all.map(({ notifier, outcome }) => `${notifier}: ${outcome}`);
}

/** As the sender does after an attempt: on when it is due, until nothing more is. */
async function sendsOn(): Promise<void> {
  for (let again = await sends(); again !== null; again = await sends()) {
    if (again > world.clock.real() + MINUTE) throw new Error("later than a minute from now");
    moves(Math.max(0, again - world.clock.real()));
  }
}

async function lastPage(): Promise<Page> {
  return (await world.watch.pages.lastOf("ana"))!;
}

describe("a page whose first provider fails", () => {
  test("for good goes out by the second at once, and never again by the first", async () => {
    const incident = await texts();
    first.answer = () => UNAUTHORIZED;
    const due = world.clock.real();

    expect(await sends()).toBe(due);
    expect(await sends()).toBe(due);

    expect(counts()).toEqual([1, 1]);
    expect(await lines(incident)).toEqual([
      "sms: failed: unauthorized, trying second",
      "second: sent",
    ]);
    expect(await lastPage()).toMatchObject({ state: "sent", attempt: 2 });
  });

  test("for now is tried once more by it, and then at once by the second", async () => {
    const incident = await texts();
    first.answer = () => DOWN;
    const due = world.clock.real();

    expect(await sends()).toBe(due + 2 * SECOND);
    expect(await sends()).toBe(due + 2 * SECOND);
    expect(counts()).toEqual([1, 0]);
    moves(2 * SECOND);
    expect(await sends()).toBe(world.clock.real());
    await sends();

    expect(counts()).toEqual([2, 1]);
    expect(await lines(incident)).toEqual([
      "sms: failed: unreachable, trying again",
      "sms: failed: unreachable, trying second",
      "second: sent",
    ]);
  });

  test("goes on for as long as neither failed for good, and is not lost", async () => {
    await texts();
    first.answer = () => DOWN;
    let n = 0;
    second.answer = () => ((n += 1) === 7 ? { outcome: "sent", providerId: "s7" } : DOWN);

    await sendsOn();

    expect(second.sent).toHaveLength(7);
    expect((await lastPage()).state).toBe("sent");
  });

  test("and the second too, for good, is news for its incident: one page failed", async () => {
    const incident = await texts();
    first.answer = () => UNAUTHORIZED;
    second.answer = () => REFUSED;
    await sendsOn();
    await carryOut(world.watch);

    expect(counts()).toEqual([1, 1]);
    expect((await lastPage()).state).toBe("failed");
    expect((await world.load(incident)).phase).toMatchObject({ kind: "step", step: 2 });
    expect(await lines(incident)).toEqual([
      "sms: failed: unauthorized, trying second",
      "second: failed: bad-destination",
    ]);
  });

  test("is not sent by the second when somebody acknowledged in between", async () => {
    const { id } = await texts();
    first.answer = () => UNAUTHORIZED;
    await sends();
    const by = { handle: "bob", name: "Bob", via: "room" };
    await acknowledge(world.watch, { incident: id, by, at: NOON, token: null, forMs: null });

    expect(await sends()).toBeNull();
    expect(counts()).toEqual([1, 0]);
  });

  test("and then killed the process, twice, goes by the second, and is never lost", async () => {
    await texts();
    const dies = new Error("killed");
    first.answer = () => Promise.reject(dies);
    for (let death = 1; death <= 2; death += 1) {
      await expect(sends()).rejects.toBe(dies);
      expect((await lastPage()).state).toBe("sending");
      moves(15 * SECOND);
    }
    await sendsOn();

    expect(counts()).toEqual([2, 1]);
    expect(await lastPage()).toMatchObject({ state: "sent", attempt: 3 });
  });

  test("for good is remembered by whoever takes over from a process that was killed after it", async () => {
    await texts();
    first.answer = () => UNAUTHORIZED;
    await sends();
    second.answer = () => Promise.reject(new Error("killed"));
    await expect(sends()).rejects.toThrow("killed");
    second.answer = null;
    moves(15 * SECOND);

    await deliver(world.process("other"), "ana", "sms");

    expect(counts()).toEqual([1, 2]);
  });

  test("sends nothing when the page ended just before", async () => {
    await texts();
    const { begin } = world.watch.pages;
    const pages = {
      ...world.watch.pages,
      begin: async (page: Page) => {
        await world.watch.pages.end(page.id, "acted", world.clock.real());
        return begin(page);
      },
    };

    await deliver({ ...world.watch, pages }, "ana", "sms");

    expect(counts()).toEqual([0, 0]);
  });
});

describe("a provider", () => {
  const order = async (): Promise<readonly string[]> =>
    (await providerStates(world.watch))
      .filter(({ method }) => method === "sms")
      .map(
        ({ provider, inUse, out }) =>
          `${provider}${inUse ? " in use" : ""}${out ? ` out: ${out.reason}` : ""}`,
      );
  const pagesAnew = async (alert: string): Promise<void> => {
    await world.opens(alert);
    moves(2 * MINUTE);
    await wake(world.watch);
    await sendsOn();
  };

  test("that refused our account comes after the others for five minutes, then first again, and is well after a success", async () => {
    await texts();
    expect(await order()).toEqual(["sms in use", "second"]);
    first.answer = () => UNAUTHORIZED;
    await sendsOn();
    first.answer = null;

    expect(await order()).toEqual(["sms out: unauthorized", "second in use"]);
    const others = (await providerProblems(world.watch)).map(
      ({ severity, what }) => `${severity}: ${what}`,
    );
    expect(others).toEqual([
      "warning: SMS goes out by second: sms refused our credentials just now.",
    ]);
    await pagesAnew("disk-full");
    expect(counts()).toEqual([1, 2]);
    moves(3 * MINUTE);
    expect(await order()).toEqual(["sms in use", "second"]);
    await pagesAnew("too-slow");
    expect(counts()).toEqual([2, 2]);
    expect(await world.watch.providers.all()).toEqual([]);
  });

  test("that fails twice in a row for now is behind the others; a success in between makes it one", async () => {
    await texts();
    let n = 0;
    first.answer = () =>
      (n += 1) === 1 || n === 3 ? DOWN : { outcome: "sent", providerId: `s${n}` };
    await sendsOn();
    expect(counts()).toEqual([2, 0]);
    await pagesAnew("disk-full");
    expect(await order()).toEqual(["sms in use", "second"]);
    n = 2;
    first.answer = () => DOWN;
    await pagesAnew("too-slow");

    expect(await order()).toEqual(["sms out: unreachable", "second in use"]);
  });

  test("that failed once a long time ago and once now keeps its place", async () => {
    const now = world.clock.real();
    const failure = { method: "sms", provider: "sms", reason: "timeout", isOut: false } as const;
    await world.watch.providers.failed({ ...failure, now });
    moves(60 * MINUTE);
    await world.watch.providers.failed({ ...failure, now: world.clock.real() });

    expect(await order()).toEqual(["sms in use", "second"]);
  });

  test("keeps its place when it was the number that could not be reached", async () => {
    await texts();
    first.answer = () => REFUSED;
    await sendsOn();

    expect(await order()).toEqual(["sms in use", "second"]);
  });

  test("is used all the same when nobody is better, and status says so", async () => {
    await texts();
    first.answer = () => UNAUTHORIZED;
    second.answer = () => UNAUTHORIZED;
    await sendsOn();

    expect(await order()).toEqual(["sms in use out: unauthorized", "second out: unauthorized"]);
    moves(2 * MINUTE);
    expect((await providerProblems(world.watch))[0]).toMatchObject({
      what: "SMS goes out by sms, which refused our credentials 2 min ago, and by nobody better.",
      mend: expect.stringContaining("Set the credentials of sms anew"),
    });
  });

  test("that only stands for a real one is no provider", async () => {
    Object.assign(first, { pretend: true });
    await texts();
    first.answer = () => UNAUTHORIZED;
    await sendsOn();

    expect(await order()).toEqual(["second in use"]);
    expect(await world.watch.providers.all()).toEqual([]);
  });

  test("was out before the clock was set back by an hour: it is not any more", async () => {
    await texts();
    first.answer = () => UNAUTHORIZED;
    await sendsOn();
    moves(-60 * MINUTE);

    expect(await order()).toEqual(["sms in use", "second"]);
  });
});

describe("a page that is handed over", () => {
  const hands = async (alerts: readonly string[]): Promise<readonly Incident[]> => {
    const incidents: Incident[] = [];
    for (const alert of alerts) incidents.push(await world.opens(alert));
    for (const { id, generation } of incidents) {
      const effect = {
        kind: "reach",
        handle: "pagerduty",
        method: "pagerduty",
        asked: "1.0/pagerduty",
      };
      const body = { v: 1, id: `${id}.x`, incident: id, alert: "a", generation, effect };
      await world.redis.hset(world.keys.effects, body.id, JSON.stringify(body));
      await world.redis.zadd(`${world.keys.prefix}reach:pagerduty|pagerduty`, NOON, body.id);
      await world.redis.zadd(world.keys.reaches, NOON, "pagerduty|pagerduty");
    }
    return incidents;
  };
  const pagerduty = (): ScriptedNotifier => world.notifier("pagerduty");

  test("needs nobody of that name in the team, and holds one incident; the others follow at once", async () => {
    await hands(["one", "two", "three"]);
    const due = world.clock.real();

    for (let n = 1; n <= 3; n += 1)
      expect(await deliver(world.watch, "pagerduty", "pagerduty")).toBe(due);
    expect(await deliver(world.watch, "pagerduty", "pagerduty")).toBeNull();

    expect(pagerduty().sent.map(({ incidents }) => incidents)).toEqual([[1], [2], [3]]);
    expect(await world.watch.people.find("pagerduty")).toBeNull();
  });

  test("is told when somebody has it, and again when it is over, also after it has ended", async () => {
    const [incident] = await hands(["one"]);
    await deliver(world.watch, "pagerduty", "pagerduty");
    await acknowledge(world.watch, { incident: incident!.id, ...BY_ANA });
    await carryOut(world.watch);
    await world.signals({ alert: "one", status: "resolved" });
    await world.foldAll();
    await carryOut(world.watch);

    expect(pagerduty().stoppedPages.map(({ standing }) => standing.kind)).toEqual([
      "acknowledged",
      "resolved",
    ]);
    const methods: readonly Method[] = ["push", "sms"];
    for (const method of methods) expect(world.notifier(method).stopped).toEqual([]);
  });

  test("that may have taken it is told what follows all the same, an hour later as well", async () => {
    const [incident] = await hands(["one"]);
    Object.assign(pagerduty(), { stopsByPage: true });
    pagerduty().answer = () => DOWN;
    pagerduty().stopping = () => DOWN;
    await deliver(world.watch, "pagerduty", "pagerduty");
    await acknowledge(world.watch, { incident: incident!.id, ...BY_ANA });
    await carryOut(world.watch);
    moves(60 * MINUTE);
    pagerduty().stopping = null;
    await deliver(world.watch, "pagerduty", "pagerduty");
    await carryOut(world.watch);
    await world.signals({ alert: "one", status: "resolved" });
    await world.foldAll();
    await carryOut(world.watch);

    const told = pagerduty().stoppedPages.map(({ standing }) => standing.kind);
    expect([...new Set(told)]).toEqual(["acknowledged", "resolved"]);
    expect(pagerduty().sent).toHaveLength(1);
  });
});

test("a storm of one alert hides no other: each alert that was not told comes first", async () => {
  await world.opens("queue-backlog", { labels: { host: "h0" } });
  for (let n = 1; n < 200; n += 1)
    await world.signals({ alert: "queue-backlog", labels: { host: `h${n}` } });
  await world.signals({ alert: "disk-full" });
  await world.foldAll();
  moves(2 * MINUTE);
  while ((await wake(world.watch)) > 0);
  await sends();

  const [page] = first.sent;
  expect(page?.incidents).toHaveLength(201);
  expect(page?.incidents.slice(0, 2)).toEqual([1, 201]);
});
