import { recordedNotices } from "../support/reader.ts";
import { EventEmitter, once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { UNSEEN } from "../../src/alerts/series-state.ts";
import { createSeriesRecords } from "../../src/store/series.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { createSelfLook, type SelfLook } from "../../src/watch/figures.ts";
import { createOwnHeartbeat } from "../../src/watch/own-heartbeat.ts";
import { findProblems } from "../../src/watch/status.ts";
import type { StatusProblem } from "../../src/watch/status-problem.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { wake } from "../../src/watch/wake.ts";
import { alertExample } from "../support/alert-examples.ts";
import { EMPTY_BOOK } from "../support/in-memory-watch.ts";
import {
  DOWN,
  joins,
  REFUSED,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ALERT = alertExample({ name: "disk", everyMs: 30 * SECOND });

let server: StoreServer;
let world: StoreWorld;
let look: () => Promise<SelfLook>;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  look = createSelfLook(world.watch, () => new Map());
});

const figures = async (): Promise<SelfLook["figures"]> => (await look()).figures;
const pass = (ms: number): void => world.clock.set(world.clock.now() + ms);

async function round(at: number): Promise<void> {
  const series = createSeriesRecords(world.redis, world.keys.prefix, recordedNotices());
  const state = { ...UNSEEN, firstSeenAt: at, at, slot: 1 };
  await series.write("disk", await series.load("disk"), { state, samples: [], signals: [] });
}

describe("watchroom's own figures", () => {
  it("are all nought on an empty store, but for its memory", async () => {
    const { "store-memory": memory, ...others } = await figures();

    expect(new Set(Object.values(others))).toEqual(new Set([0]));
    expect(memory).toBeGreaterThan(0);
    expect(memory).toBeLessThan(100);
  });

  it("count what waits to be taken in, what is open, and what is late", async () => {
    await world.signals({ alert: "a" }, { alert: "b" });
    await world.signals({ alert: "c" });
    expect(await figures()).toMatchObject({ "inbox-entries": 2, "open-incidents": 0 });

    await world.foldAll();
    expect(await figures()).toMatchObject({ "inbox-entries": 0, "open-incidents": 3 });
    expect((await look()).store).toMatchObject({ accepted: 2, incidents: 3 });
    pass(11 * MINUTE);
    expect(await figures()).toMatchObject({ "wake-ups-late": 3 });
  });

  it("tell how long a card has waited, also while it is tried again and again", async () => {
    world.room.answer = (post) => ("steps" in post ? DOWN : null);
    await world.opens("a");
    await world.speak();
    for (let n = 0; n < 4; n += 1) {
      pass(20 * SECOND);
      await showCards(world.watch);
    }
    expect((await figures())["outbox-age"]).toBe(80);

    world.room.answer = null;
    pass(20 * SECOND);
    await showCards(world.watch);
    expect((await figures())["outbox-age"]).toBe(0);
  });

  it("tell how long a page has waited, and count those that failed for good, and how", async () => {
    await joins(world.watch, "ana");
    await world.opens("a");
    await wake(world.watch);
    await showCards(world.watch);
    await carryOut(world.watch);
    await deliver(world.watch, "ana", "dm");
    expect((await figures())["outbox-age"]).toBe(0);
    world.notifier("push").answer = () => DOWN;
    for (let n = 0; n < 4; n += 1) {
      await deliver(world.watch, "ana", "push");
      pass(20 * SECOND);
    }
    expect((await figures())["outbox-age"]).toBe(80);

    world.notifier("push").answer = () => REFUSED;
    await deliver(world.watch, "ana", "push");
    await carryOut(world.watch);
    const { figures: after, store } = await look();
    expect(after).toMatchObject({ "pages-failed": 1 });
    expect(store.deliveries).toEqual(
      expect.arrayContaining([
        { notifier: "push", outcome: "retry", count: 4 },
        { notifier: "push", outcome: "failed", count: 1 },
      ]),
    );
    pass(61 * MINUTE);
    expect(await figures()).toMatchObject({ "pages-failed": 0 });
  });

  it("name an alert whose rounds have stopped, once it had three of them to be measured", async () => {
    world.book = { ...EMPTY_BOOK, alerts: [ALERT] };
    expect((await look()).late).toEqual([]);
    pass(90 * SECOND);
    expect((await look()).late).toEqual([]);
    pass(1);
    expect((await look()).late).toEqual(["disk"]);

    await round(world.clock.now());
    expect((await look()).late).toEqual([]);
    pass(91 * SECOND);
    expect(await figures()).toMatchObject({ "collection-late": 1 });
    const idle = createSelfLook(world.watch, () => new Map([["disk", "no source"]]));
    await idle();
    pass(91 * SECOND);
    expect((await idle()).late).toEqual([]);
  });
});

async function listening(answer: RequestListener): Promise<string> {
  const http = createServer(answer).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/secret-check`;
}

const problems = (hasHeartbeat: boolean): Promise<readonly StatusProblem[]> =>
  findProblems({
    watch: world.watch,
    look,
    idle: () => new Map([["queue", "SOURCE_RABBITMQ_URL is not set"]]),
    storeWarnings: () => Promise.resolve(["Redis forgets."]),
    hasHeartbeat,
    notYet: ["SLACK_BOT_TOKEN"],
  });
const said = async (): Promise<string> =>
  (await problems(true)).map(({ severity, what }) => `${severity}: ${what}`).join("\n");

describe("the heartbeat of watchroom itself", () => {
  it("is sent once a minute by one of several, and missing when it should be", async () => {
    let beats = 0;
    let status = 200;
    const url = await listening((_request, response) => {
      beats += 1;
      response.writeHead(status).end();
    });
    world.book = { ...EMPTY_BOOK, alerts: [ALERT] };
    await round(world.clock.now());
    const [one, other] = [world.watch, world.process("other")].map((watch) =>
      createOwnHeartbeat(watch, url, look),
    );
    const both = async (): Promise<void> => {
      await Promise.all([one!.beat(), other!.beat()]);
    };

    await both();
    await both();
    expect(beats).toBe(1);
    expect(await said()).not.toMatch(/heartbeat/);
    pass(MINUTE);
    await both();
    expect(beats).toBe(2);

    pass(40 * SECOND);
    await both();
    expect(beats).toBe(2);
    expect(await said()).not.toMatch(/heartbeat/);
    pass(20 * SECOND);
    await both();
    expect(beats).toBe(2);
    expect(await said()).toMatch(/error: The heartbeat .* is missing: withheld, because alerts/);

    await round(world.clock.now());
    status = 500;
    for (let n = 0; n < 3; n += 1) {
      await both();
      pass(MINUTE);
      await round(world.clock.now());
    }
    expect(beats).toBe(5);
    expect(await said()).toMatch(/is missing: the address of HEARTBEAT_URL answered 500/);
    status = 200;
    await both();
    expect(await said()).not.toMatch(/heartbeat/);

    const warnings = world.log.lines.filter(({ message }) => /heartbeat/.test(message));
    expect(warnings.map(({ level }) => level)).toEqual(["warn", "warn", "info"]);
    const kept = [world.log.lines, await world.watch.health.heartbeat()];
    expect(JSON.stringify(kept)).not.toContain("secret-check");
  });

  it("that hangs is left behind when watchroom stops", async () => {
    const asked = new EventEmitter();
    const arrives = once(asked, "arrived");
    const url = await listening(() => void asked.emit("arrived"));
    const heartbeat = createOwnHeartbeat(world.watch, url, look);
    const beating = heartbeat.beat();
    await arrives;

    heartbeat.stop();
    await beating;

    expect(await world.watch.health.heartbeat()).toBeNull();
  });
});

describe("what is wrong", () => {
  it("is said in words, the worst first", async () => {
    await world.watch.books.setProblems([
      { severity: "error", file: "a.md", line: 3, column: 1, message: "No.", mend: "Yes." },
    ]);
    await world.watch.health.noteProcess("w", "web", Date.now() + 7 * SECOND);

    const all = await problems(false);

    expect(all.map(({ severity }) => severity)).toEqual(
      all.map(({ severity }) => severity).toSorted(),
    );
    const text = all.map(({ what }) => what).join("\n");
    for (const part of [
      "No worker runs",
      "a.md:3:1: No.",
      "Nobody can be called",
      "The clock of a web process is 7.",
      "Redis forgets.",
      "The alert queue is idle: SOURCE_RABBITMQ_URL is not set",
      "Nobody is told if watchroom itself dies",
      "SLACK_BOT_TOKEN is set",
    ])
      expect(text).toContain(part);
    expect(all.every(({ mend }) => mend.length > 0)).toBe(true);
  });

  it("is little when all is well, and grows with what fails", async () => {
    await joins(world.watch, "ana");
    await world.watch.health.noteProcess("w", "worker", Date.now());
    const errors = async (): Promise<readonly string[]> =>
      (await problems(true)).filter((p) => p.severity === "error").map(({ what }) => what);
    expect(await errors()).toEqual([]);

    world.room.answer = () => DOWN;
    await world.opens("a");
    await showCards(world.watch);
    pass(2 * MINUTE);

    expect(await errors()).toEqual([
      "A message or a call waits to leave since 120 s.",
      'Nothing can be posted into the room "room".',
    ]);
  });
});
