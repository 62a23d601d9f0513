import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Method } from "../../src/incidents/policy.ts";
import type { Failure, Refusal } from "../../src/ports/failure.ts";
import type { ProgressState } from "../../src/ports/notifier.ts";
import type { Page } from "../../src/ports/page-records.ts";
import type { Phone } from "../../src/ports/phone-records.ts";
import { acknowledgePage } from "../../src/watch/acknowledge-page.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { carryOut, createCarrying } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { escalatePage } from "../../src/watch/escalate-page.ts";
import { followPages } from "../../src/watch/follow-pages.ts";
import { pressKey } from "../../src/watch/press-key.ts";
import { reportProgress } from "../../src/watch/report-progress.ts";
import { unacknowledge } from "../../src/watch/unacknowledge.ts";
import { wake } from "../../src/watch/wake.ts";
import { person } from "../support/in-memory-watch.ts";
import { NOON } from "../support/manual-clock.ts";
import {
  DOWN,
  joins,
  startStore,
  type ScriptedNotifier,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const ANA = person("ana");
const TIMEOUT: Failure = { outcome: "failed", reason: "timeout", permanent: false };

let server: StoreServer;
let world: StoreWorld;
let first: ScriptedNotifier;
let second: ScriptedNotifier;
let method: Method;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());

async function start(by: "sms" | "voice" | "push"): Promise<void> {
  world = await server.fresh();
  await joins(world.watch, "ana");
  method = by;
  first = world.notifier(by);
  second = world.provider(by, "second");
}

const moves = (ms: number): void => world.clock.set(world.clock.now() + ms);
const sends = (): Promise<number | null> => deliver(world.watch, "ana", method);

/** Opens it, and goes on to the step of this method. */
async function asks(alert = "queue-backlog"): Promise<Incident> {
  const incident = await world.opens(alert);
  if (method === "push") return incident;
  for (const span of method === "sms" ? [2] : [2, 3]) {
    moves(span * MINUTE);
    while ((await wake(world.watch)) > 0);
  }
  return incident;
}

async function lastPage(): Promise<Page> {
  return (await world.watch.pages.lastOf("ana"))!;
}

interface Told {
  readonly attempt?: number;
  readonly by?: ScriptedNotifier;
  readonly id?: string | null;
  readonly sequence?: number | null;
}

async function tells(state: ProgressState, told: Told = {}): Promise<boolean> {
  const { attempt = 1, by = first, sequence = null } = told;
  const { id: page } = await lastPage();
  const providerId = told.id === undefined ? page : told.id;
  const of = { page, attempt, notifier: by.name };
  return reportProgress(world.watch, of, { providerId, sequence, state });
}

const failed = (reason: Refusal): ProgressState => ({
  kind: "failed",
  failure: { outcome: "failed", reason, permanent: true },
});
const UNDER_WAY: ProgressState = { kind: "under-way" };
const ANSWERED: ProgressState = { kind: "answered" };
const over = (why: "completed" | "no-answer" | "busy" | "cancelled"): ProgressState => ({
  kind: "over",
  why,
});

async function lines({ id }: Incident): Promise<readonly string[]> {
  const all = await world.watch.incidents.deliveries(id);
  return all.map(({ notifier, outcome }) => `${notifier}: ${outcome}`);
}

async function acknowledged({ id }: Incident): Promise<void> {
  const by = { handle: "bob", name: "Bob", via: "room" };
  await acknowledge(world.watch, { incident: id, by, at: NOON, token: null, forMs: null });
}

/** Whether a call to Ana about something else would go out now. */
async function mayCall(): Promise<boolean> {
  const answer = await world.watch.pages.claim({
    handle: "ana",
    method: "voice",
    now: world.clock.real(),
    at: world.clock.now(),
    leaseMs: 10 * SECOND,
    limit: { count: 100, spanMs: MINUTE, alone: true, each: false },
  });
  return answer.outcome === "claimed";
}

describe("a call", () => {
  beforeEach(() => start("voice"));

  test("that nobody answers is over at once, and the next may go", async () => {
    const incident = await asks();
    await sends();
    await world.opens("disk-full");
    const other = world.watch.pages.pending;
    expect(await tells(UNDER_WAY, { sequence: 1 })).toBe(true);
    moves(10 * SECOND);
    await tells(over("no-answer"), { sequence: 2 });

    expect(await lines(incident)).toEqual(["voice: sent", "voice: no answer"]);
    expect((await lastPage()).placed).toMatchObject([
      { over: true, providerId: (await lastPage()).id },
    ]);
    await world.redis.del(`${world.keys.prefix}sent:ana|voice`);
    await asks("too-slow");
    expect(await other(world.clock.real())).toContainEqual({ handle: "ana", method: "voice" });
    expect(await mayCall()).toBe(true);
  });

  test("that is under way or answered holds up every other for a minute at most from then", async () => {
    await asks();
    await asks("disk-full");
    await sends();
    moves(40 * SECOND);
    await tells(ANSWERED, { sequence: 2 });
    await asks("too-slow");
    world.clock.set(world.clock.now() - 5 * MINUTE);
    moves(59 * SECOND);

    expect(await mayCall()).toBe(false);
    moves(SECOND);
    expect(await mayCall()).toBe(true);
  });

  test.each([
    ["busy", "busy"],
    ["completed", "ended without a key"],
    ["cancelled", "hung up"],
  ] as const)("that is %s has its line", async (why, said) => {
    const incident = await asks();
    await sends();
    await tells(ANSWERED);
    await tells(over(why));

    expect(await lines(incident)).toEqual(["voice: sent", "voice: answered", `voice: ${said}`]);
  });

  test("that a key was pressed in ends by itself, without a line and without being hung up", async () => {
    const incident = await asks();
    await sends();
    await tells(ANSWERED, { sequence: 1 });
    await pressKey(world.watch, { person: ANA, page: (await lastPage()).id, digit: "1" });
    await carryOut(world.watch);
    await tells(over("completed"), { sequence: 2 });
    await carryOut(world.watch);

    expect(first.stopped).toEqual([]);
    expect(await lines(incident)).toEqual(["voice: sent", "voice: answered"]);
  });

  test("told late, twice or out of order changes nothing", async () => {
    const incident = await asks();
    await sends();
    await tells(ANSWERED, { sequence: 3 });
    const before = await lastPage();
    for (const sequence of [0, 1, 3]) expect(await tells(over("busy"), { sequence })).toBe(true);
    expect(await lastPage()).toEqual(before);
    await tells(over("no-answer"), { sequence: 4 });
    for (const [state, sequence] of [
      [ANSWERED, 5],
      [over("no-answer"), 4],
      [failed("server-error"), 6],
    ] as const)
      await tells(state, { sequence });

    expect(await lines(incident)).toEqual(["voice: sent", "voice: answered", "voice: no answer"]);
    expect((await lastPage()).state).toBe("sent");
  });

  test("of which its provider counts nothing never goes back to what it was before", async () => {
    const incident = await asks();
    await sends();
    for (const state of [ANSWERED, UNDER_WAY, ANSWERED, over("busy"), ANSWERED, UNDER_WAY])
      await tells(state);

    expect(await lines(incident)).toEqual(["voice: sent", "voice: answered", "voice: busy"]);
  });

  test("told of before its own request was answered is kept", async () => {
    const incident = await asks();
    first.answer = async ({ id }) => {
      await tells(UNDER_WAY, { id: "early", sequence: 0 });
      await tells(ANSWERED, { id: "early", sequence: 1 });
      expect((await world.watch.pages.find(id))?.state).toBe("sending");
      return { outcome: "sent", providerId: "early" };
    };
    await sends();
    await tells(UNDER_WAY, { id: "early", sequence: 0 });

    expect((await lastPage()).placed).toMatchObject([{ providerId: "early", over: false }]);
    expect(await lines(incident)).toEqual(["voice: answered", "voice: sent"]);
    await acknowledged(incident);
    await carryOut(world.watch);
    expect(first.stopped).toEqual(["early"]);
  });

  test("that failed before its own request was answered goes by the next way at once", async () => {
    await asks();
    first.answer = async () => {
      await tells(failed("server-error"), { id: "early" });
      return { outcome: "sent", providerId: "early" };
    };
    expect(await sends()).toBe(world.clock.real());
    await sends();

    expect(second.sent).toHaveLength(1);
    expect(await lastPage()).toMatchObject({ state: "sent", attempt: 2 });
  });

  test("that rings although its request was never answered needs no second one", async () => {
    const incident = await asks();
    first.answer = async () => {
      await tells(UNDER_WAY, { id: "early" });
      return TIMEOUT;
    };
    await sends();

    expect((await lastPage()).state).toBe("sent");
    expect(await lines(incident)).toEqual(["voice: sent"]);
    await acknowledged(incident);
    await carryOut(world.watch);
    expect(first.stopped).toEqual(["early"]);
  });

  test("that turns out to ring while its page waits for another try stands for it", async () => {
    await asks();
    first.answer = () => TIMEOUT;
    expect(await sends()).toBe(world.clock.real() + 2 * SECOND);
    await tells(UNDER_WAY, { id: "late" });
    moves(2 * SECOND);
    await sends();

    expect(first.sent).toHaveLength(1);
    expect((await lastPage()).state).toBe("sent");
  });

  test("that failed while its page waits for another try goes by the next way at once", async () => {
    await asks();
    first.answer = () => TIMEOUT;
    await sends();
    await tells(failed("server-error"), { id: "late" });
    await sends();

    expect(second.sent).toHaveLength(1);
  });

  test("that is tried again waits while another one is talking", async () => {
    await asks();
    await sends();
    const { id: page } = await lastPage();
    await asks("disk-full");
    first.answer = () => TIMEOUT;
    await sends();
    const of = { page, attempt: 1, notifier: "voice" };
    await reportProgress(world.watch, of, { providerId: page, sequence: 9, state: ANSWERED });
    moves(2 * SECOND);

    expect(await sends()).toBe(world.clock.real() + 58 * SECOND);
    expect(first.sent).toHaveLength(2);
  });

  test("whose page ended before its request was answered is hung up", async () => {
    await asks();
    first.answer = async ({ id }) => {
      await pressKey(world.watch, { person: ANA, page: id, digit: "1" });
      await carryOut(world.watch);
      return { outcome: "sent", providerId: "late" };
    };
    await sends();
    await carryOut(world.watch);

    expect(first.stopped).toEqual(["late"]);
  });

  test("that was over before its request was answered holds up no other", async () => {
    await asks();
    first.answer = async () => {
      await tells(over("no-answer"), { id: "early" });
      return { outcome: "sent", providerId: "early" };
    };
    await sends();
    await asks("disk-full");
    world.clock.set(world.clock.now() - 5 * MINUTE);
    moves(SECOND);

    expect(await mayCall()).toBe(true);
  });

  test("that is said to be under way again and again holds up others for seven minutes at most", async () => {
    await asks();
    await sends();
    const began = world.clock.real();
    for (let n = 0; n < 7; n += 1) {
      await tells(UNDER_WAY);
      moves(59 * SECOND);
    }
    await tells(UNDER_WAY);
    await asks("too-slow");

    world.clock.set(began + 7 * MINUTE - SECOND);
    expect(await mayCall()).toBe(false);
    moves(SECOND);
    expect(await mayCall()).toBe(true);
  });

  test("told of by a machine whose clock is ahead holds up others for no less", async () => {
    await asks();
    const began = world.clock.real();
    first.answer = async ({ id }) => {
      moves(SECOND);
      await tells(ANSWERED, { sequence: 1 });
      moves(-SECOND);
      return { outcome: "sent", providerId: id };
    };
    await sends();
    await asks("too-slow");

    world.clock.set(began);
    expect(await mayCall()).toBe(false);
    moves(MINUTE);
    expect(await mayCall()).toBe(false);
    moves(SECOND);
    expect(await mayCall()).toBe(true);
  });

  test("whose hang-up fails for a quarter of an hour has ended by itself", async () => {
    const incident = await asks();
    await sends();
    first.stopping = () => DOWN;
    await acknowledged(incident);
    await carryOut(world.watch);
    expect((await lastPage()).state).toBe("sent");
    moves(15 * MINUTE + SECOND);
    await carryOut(world.watch);

    expect((await lastPage()).state).toBe("ended");
    expect(await world.watch.outbox.next()).toBeNull();
  });

  test("that was placed twice is hung up twice, each by whoever placed it", async () => {
    const incident = await asks();
    first.answer = () => TIMEOUT;
    await sends();
    moves(2 * SECOND);
    await sends();
    second.answer = () => ({ outcome: "sent", providerId: "by-second" });
    await sends();
    await tells(UNDER_WAY, { attempt: 2, id: "by-first" });
    await acknowledged(incident);
    await carryOut(world.watch);

    expect(first.stopped).toEqual(["by-first"]);
    expect(second.stopped).toEqual(["by-second"]);
    expect((await lastPage()).state).toBe("ended");
  });

  test("about something that its person acknowledges or escalates elsewhere is hung up", async () => {
    await asks();
    await sends();
    await acknowledgePage(world.watch, await lastPage(), ANA, "sms");
    await carryOut(world.watch);
    expect(first.stopped).toEqual([first.sent[0]?.id]);

    await start("voice");
    await asks();
    await sends();
    await escalatePage(world.watch, await lastPage(), ANA, "sms");
    await carryOut(world.watch);
    expect(first.stopped).toEqual([first.sent[0]?.id]);
  });

  test("whose sender died before it was answered is hung up when somebody acknowledges", async () => {
    const incident = await asks();
    expect(await mayCall()).toBe(true);
    const of = { page: (await lastPage()).id, attempt: 1, notifier: first.name };
    await reportProgress(world.watch, of, { providerId: "c1", sequence: 1, state: UNDER_WAY });
    await acknowledged(incident);
    await carryOut(world.watch);

    expect(first.stopped).toEqual(["c1"]);
  });

  test("that rings while its page failed for good by another way is hung up when somebody acknowledges", async () => {
    const incident = await asks();
    first.answer = () => TIMEOUT;
    await sends();
    moves(10 * SECOND);
    first.answer = async () => {
      await tells(UNDER_WAY, { id: "c1", sequence: 1 });
      return { outcome: "failed", reason: "unauthorized", permanent: true };
    };
    second.answer = () => ({ outcome: "failed", reason: "unauthorized", permanent: true });
    await sends();
    moves(MINUTE);
    await sends();
    await acknowledged(incident);
    await carryOut(world.watch);

    expect(first.stopped).toEqual(["c1"]);
  });

  test("that was placed twice: a key in one hangs up the other", async () => {
    await asks();
    first.answer = () => TIMEOUT;
    await sends();
    moves(2 * SECOND);
    await sends();
    second.answer = () => ({ outcome: "sent", providerId: "by-second" });
    await sends();
    await tells(UNDER_WAY, { attempt: 2, id: "by-first" });
    await tells(ANSWERED, { attempt: 3, by: second, id: "by-second" });
    await pressKey(world.watch, { person: ANA, page: (await lastPage()).id, digit: "1" });
    await carryOut(world.watch);

    expect(first.stopped).toEqual(["by-first"]);
    expect(second.stopped).toEqual([]);
  });

  test("that was placed twice: of one that fails nothing follows while the other rings", async () => {
    await asks();
    first.answer = () => TIMEOUT;
    await sends();
    moves(2 * SECOND);
    await sends();
    second.answer = () => ({ outcome: "sent", providerId: "by-second" });
    await sends();
    await tells(UNDER_WAY, { attempt: 2, id: "by-first" });
    await tells(failed("server-error"), { attempt: 3, by: second, id: "by-second" });

    expect((await lastPage()).state).toBe("sent");
    expect(await mayCall()).toBe(false);
  });

  test("that ends by itself when somebody else has it has no line", async () => {
    const incident = await asks();
    await sends();
    await acknowledged(incident);
    await tells(over("completed"));

    expect(await lines(incident)).toEqual(["voice: sent"]);
  });

  test("in which somebody goes on listening holds up others for as long", async () => {
    const incident = await asks();
    await sends();
    await tells(ANSWERED);
    await asks("disk-full");
    world.clock.set(world.clock.now() - 5 * MINUTE);
    moves(50 * SECOND);
    await tells(ANSWERED, { id: null });
    moves(59 * SECOND);
    expect(await mayCall()).toBe(false);
    moves(SECOND);

    expect(await mayCall()).toBe(true);
    expect(await lines(incident)).toEqual(["voice: sent", "voice: answered"]);
  });

  test("that rings only after somebody acknowledged is hung up at once", async () => {
    const incident = await asks();
    first.answer = () => TIMEOUT;
    await sends();
    await acknowledged(incident);
    moves(2 * SECOND);
    expect(await sends()).toBeNull();
    await carryOut(world.watch);
    await tells(UNDER_WAY, { id: "late", sequence: 1 });
    await carryOut(world.watch);
    await tells(ANSWERED, { id: "late", sequence: 2 });
    await carryOut(world.watch);

    expect(first.stopped).toEqual(["late"]);
  });

  test("whose hang-up fails is hung up again, and the other is not held up by it", async () => {
    const incident = await asks();
    await sends();
    await tells(UNDER_WAY, { attempt: 2, by: second, id: "by-second" });
    first.stopping = () => DOWN;
    await acknowledged(incident);
    await carryOut(world.watch);
    expect(second.stopped).toEqual(["by-second"]);
    expect((await lastPage()).state).toBe("sent");
    first.stopping = null;
    moves(2 * SECOND);
    await carryOut(world.watch);

    expect(first.stopped).toHaveLength(2);
    expect(second.stopped).toHaveLength(1);
    expect((await lastPage()).state).toBe("ended");
  });

  test("whose provider hangs at the hang-up does not hold up those of others", async () => {
    const incident = await asks();
    await sends();
    let letGo = (): void => undefined;
    first.stopping = () =>
      new Promise((resolve) => {
        letGo = () => resolve({ outcome: "sent", providerId: null });
      });
    const carrying = createCarrying(world.watch);
    await acknowledged(incident);
    expect(await carrying.look()).toBe(true);
    expect(first.stopped).toHaveLength(1);
    const other = await world.opens("disk-full");
    await deliver(world.watch, "ana", "push");
    await acknowledged(other);
    await carrying.look();

    expect(world.notifier("push").stopped).toHaveLength(1);
    letGo();
    await carrying.stop();
    expect((await world.watch.pages.find(first.sent[0]!.id))?.state).toBe("ended");
  });

  test("that reached nobody, with nobody left to try, is news for its incident", async () => {
    const incident = await asks();
    await sends();
    await tells(failed("server-error"));
    second.answer = () => ({ outcome: "sent", providerId: "by-second" });
    expect(await world.watch.pages.pending(world.clock.real())).toContainEqual({
      handle: "ana",
      method: "voice",
    });
    await sends();
    await tells(failed("unpaid"), { attempt: 2, by: second, id: "by-second" });
    await sends();
    await carryOut(world.watch);

    expect(await lines(incident)).toEqual([
      "voice: sent",
      "voice: failed: server-error",
      "second: sent",
      "second: failed: unpaid",
      "voice: failed: unpaid",
    ]);
    expect((await lastPage()).state).toBe("failed");
    expect(await world.redis.zcard(`${world.keys.prefix}sent:ana|voice`)).toBe(0);
    expect(first.sent).toHaveLength(1);
    expect(second.sent).toHaveLength(1);
    const { phase } = await world.load(incident);
    expect(phase).toMatchObject({ kind: "step", step: 3 });
  });

  test("of a page that nobody knows is unknown", async () => {
    await asks();
    await sends();
    const of = { page: "p-unknown", attempt: 1, notifier: "voice" };

    expect(
      await reportProgress(world.watch, of, { providerId: "x", sequence: 1, state: ANSWERED }),
    ).toBe(false);
  });

  test("of a page that a newer version wrote changes nothing", async () => {
    await asks();
    await sends();
    const key = world.keys.page((await lastPage()).id);
    const page = JSON.parse((await world.redis.hget(key, "page"))!) as object;
    await world.redis.hset(key, "page", JSON.stringify({ ...page, v: 2 }));
    const before = await world.redis.hgetall(key);
    const of = { page: (page as { readonly id: string }).id, attempt: 1, notifier: "voice" };

    expect(
      await reportProgress(world.watch, of, { providerId: "x", sequence: 1, state: ANSWERED }),
    ).toBe(false);
    expect(await world.redis.hgetall(key)).toEqual(before);
  });
});

describe("an SMS", () => {
  const PHONE: Phone = {
    v: 1,
    verifiedBy: "sms",
    verifiedAt: NOON,
    testedAt: null,
    remindedAt: null,
    failing: null,
    stoppedAt: null,
  };
  const phone = async (): Promise<Phone | null> => {
    const found = await world.watch.phones.find("ana");
    return found?.state === "known" ? found.phone : null;
  };
  beforeEach(async () => {
    await start("sms");
    await world.watch.contacts.set({
      handle: "ana",
      method: "phone",
      value: "+15550001",
      at: NOON,
    });
    await world.redis.hset(`${world.keys.prefix}phones`, "ana", JSON.stringify(PHONE));
  });

  test("that is undelivered an hour later is told, goes by the next way, and moves no step of a later round", async () => {
    const incident = await asks();
    await sends();
    for (let n = 0; n < 70; n += 1) {
      moves(MINUTE);
      while ((await wake(world.watch)) > 0);
    }
    const before = (await world.load(incident)).phase;
    expect(before).toMatchObject({ kind: "step", round: 2 });
    await tells(failed("bad-destination"));
    second.answer = () => ({ outcome: "failed", reason: "bad-destination", permanent: true });
    await sends();
    await carryOut(world.watch);

    expect(await lines(incident)).toEqual([
      "sms: sent",
      "sms: failed: bad-destination",
      "second: failed: bad-destination",
    ]);
    expect((await world.load(incident)).phase).toEqual(before);
  });

  test("that is undelivered after somebody acknowledged goes nowhere else", async () => {
    const incident = await asks();
    await sends();
    await acknowledged(incident);
    await carryOut(world.watch);
    await tells(failed("server-error"));
    await sends();

    expect(second.sent).toEqual([]);
  });

  test("to a number that cannot be reached marks the phone as failing, until something arrives there", async () => {
    await asks();
    await sends();
    await tells(failed("bad-destination"));
    expect((await phone())?.failing).toMatchObject({ reason: "bad-destination", by: "sms" });
    await sends();
    await tells({ kind: "delivered" }, { attempt: 2, by: second });

    expect((await phone())?.failing).toBeNull();
  });

  test("that arrives says nothing of calls to the same number", async () => {
    await asks();
    await sends();
    const failing = { at: NOON, reason: "bad-destination", by: "voice" } as const;
    await world.watch.phones.note("ana", { failing });
    await tells({ kind: "delivered" });

    expect((await phone())?.failing).toEqual(failing);
  });

  test("to somebody who sent STOP is the last one", async () => {
    await asks();
    first.answer = () => ({ outcome: "failed", reason: "opted-out", permanent: true });
    await sends();

    expect((await phone())?.stoppedAt).toBe(world.clock.now());
  });

  test("that its person answered has shown that the number works", async () => {
    await asks();
    await sends();
    const failing = { at: NOON, reason: "bad-destination", by: "sms" } as const;
    await world.watch.phones.note("ana", { failing });
    await pressKey(world.watch, { person: ANA, page: (await lastPage()).id, digit: "1" });

    expect((await phone())?.failing).toBeNull();
  });

  test("whose carrier fails puts its provider behind the other", async () => {
    await asks();
    await sends();
    await tells(failed("unpaid"));

    expect(await world.watch.providers.all()).toMatchObject([
      { provider: "sms", reason: "unpaid" },
    ]);
    expect((await phone())?.failing).toBeNull();
  });

  test("never has a number in a line, a log or what is kept of it", async () => {
    const incident = await asks();
    await sends();
    await tells(failed("bad-destination"));
    await sends();

    const kept = JSON.stringify([
      await world.watch.incidents.deliveries(incident.id),
      world.log.lines,
      await world.redis.hgetall(world.keys.page((await lastPage()).id)),
    ]);
    expect(kept).not.toContain("5550001");
  });
});

describe("a page that its provider has to be asked about", () => {
  let asked: string[];
  let answer: () => Promise<ProgressState | Failure>;
  beforeEach(async () => {
    await start("push");
    asked = [];
    answer = () => Promise.resolve(UNDER_WAY);
    Object.assign(first, {
      follow: (id: string) => {
        asked.push(id);
        return answer();
      },
    });
  });

  test("is asked about every five seconds, by one process, until its person acknowledged there", async () => {
    const incident = await asks();
    await sends();
    const { id } = await lastPage();
    await Promise.all([followPages(world.watch), followPages(world.process("other"))]);
    expect(asked).toEqual([id]);
    moves(4_999);
    await followPages(world.watch);
    expect(asked).toHaveLength(1);
    moves(1);
    answer = () => Promise.resolve({ kind: "acknowledged", by: null });
    expect(await followPages(world.watch)).toBe(false);

    expect(await world.load(incident)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { handle: "ana", name: "Ana", via: "push" },
    });
    moves(MINUTE);
    await followPages(world.watch);
    expect(asked).toHaveLength(2);
    await carryOut(world.watch);
    expect(first.stopped).toEqual([id]);
  });

  test("is asked about for a quarter of an hour at most, and not once it has ended", async () => {
    const incident = await asks();
    await sends();
    moves(15 * MINUTE - SECOND);
    await followPages(world.watch);
    moves(20 * SECOND);
    await followPages(world.watch);
    expect(asked).toHaveLength(1);
    expect(await world.redis.zcard(`${world.keys.prefix}following`)).toBe(0);

    await start("push");
    Object.assign(first, { follow: () => Promise.reject(new Error("asked")) });
    await acknowledged(await asks());
    await carryOut(world.watch);
    await followPages(world.watch);
    expect(world.log.lines).toEqual([]);
    expect(incident.number).toBe(1);
  });

  test("is asked about, ever more seldom, for as long as it is needed where its provider keeps it open", async () => {
    Object.assign(first, { followsForMs: HOUR });
    const incident = await asks();
    await sends();
    moves(55 * MINUTE);
    await followPages(world.watch);
    moves(19 * SECOND);
    await followPages(world.watch);
    expect(asked).toHaveLength(1);
    moves(SECOND);
    await followPages(world.watch);
    expect(asked).toHaveLength(2);
    await acknowledged(incident);
    moves(MINUTE);
    await followPages(world.watch);
    expect(asked).toHaveLength(2);

    expect(await world.redis.zcard(`${world.keys.prefix}following`)).toBe(0);
  });

  test("is asked again when its provider cannot say, or breaks", async () => {
    await asks();
    await sends();
    answer = () => Promise.resolve(DOWN);
    await followPages(world.watch);
    moves(5 * SECOND);
    answer = () => Promise.reject(new Error("broken"));
    await followPages(world.watch);
    moves(5 * SECOND);
    await followPages(world.watch);

    expect(asked).toHaveLength(3);
    expect(world.log.lines.map(({ message }) => message)).toEqual([
      "a page cannot be followed",
      "a page cannot be followed",
    ]);
  });

  test("acknowledged there once is not acknowledged anew by the same word, when it is open again", async () => {
    const incident = await asks();
    await sends();
    await tells({ kind: "acknowledged", by: "Ana B." });
    expect((await world.load(incident)).acknowledgedBy?.name).toBe("Ana B.");
    const by = { handle: "ana", name: "Ana", via: "room" };
    await unacknowledge(world.watch, { incident: incident.id, by, token: null });
    expect((await world.load(incident)).status).toBe("triggered");
    await tells({ kind: "acknowledged", by: "Ana B." });

    expect((await world.load(incident)).status).toBe("triggered");
  });

  test("and whose page ended before is not acknowledged by it", async () => {
    const incident = await asks();
    await sends();
    await acknowledged(incident);
    await carryOut(world.watch);
    moves(2 * HOUR);
    const before = await world.load(incident);
    await tells({ kind: "acknowledged", by: null });

    expect((await world.load(incident)).acknowledgements).toEqual(before.acknowledgements);
  });
});

describe("a page of which nobody knows whether it arrived", () => {
  beforeEach(async () => {
    await start("push");
    first.answer = () => TIMEOUT;
    Object.assign(first, { stopsByPage: true });
  });

  test("is withdrawn when somebody acknowledges before it is sent again", async () => {
    const incident = await asks();
    await sends();
    await acknowledged(incident);
    await carryOut(world.watch);

    expect(first.stopped).toEqual([""]);
    expect((await lastPage()).state).toBe("ended");
  });

  test("is withdrawn when somebody acknowledged while it was on its way", async () => {
    const incident = await asks();
    first.answer = async () => {
      await acknowledged(incident);
      await carryOut(world.watch);
      return TIMEOUT;
    };
    await sends();
    await carryOut(world.watch);

    expect(first.stopped).toEqual([""]);
  });

  test("is withdrawn when its sender died, and somebody acknowledged meanwhile", async () => {
    const incident = await asks();
    first.answer = () => Promise.reject(new Error("killed"));
    await expect(sends()).rejects.toThrow("killed");
    await acknowledged(incident);
    await carryOut(world.watch);
    expect(first.stopped).toEqual([]);
    moves(20 * SECOND);
    await sends();
    await carryOut(world.watch);

    expect(first.sent).toHaveLength(1);
    expect(first.stopped).toEqual([""]);
  });

  test("is withdrawn once more until its provider takes that, and only by one that needs no id for it", async () => {
    const incident = await asks();
    await sends();
    moves(2 * SECOND);
    await sends();
    second.answer = () => TIMEOUT;
    await sends();
    first.stopping = () => DOWN;
    await acknowledged(incident);
    await carryOut(world.watch);
    first.stopping = null;
    moves(2 * SECOND);
    await carryOut(world.watch);

    expect([first.stopped, second.stopped]).toEqual([["", ""], []]);
    expect(await world.watch.outbox.next()).toBeNull();
  });
});
