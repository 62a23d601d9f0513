import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AlertDefinition } from "../../src/alerts/alert.ts";
import { slotOf } from "../../src/alerts/rounds.ts";
import { systemClock, timeLapseClock, type Clock } from "../../src/lib/clock.ts";
import { createRounds, type Rounds } from "../../src/queue/rounds.ts";
import { connectForBackground, connectForRequests } from "../../src/store/connect.ts";
import { alertExample } from "../support/alert-examples.ts";
import { recordedLog, type RecordedLog } from "../support/quiet-log.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";

const PREFIX = "{watchroom}:bull";
const fast = alertExample({ name: "fast", everyMs: 200 });

interface Run {
  readonly alert: string;
  readonly slot: number;
  readonly at: number;
  readonly worker: number;
}

let server: RedisServer;
let started: Rounds[];
let runs: Run[];
let wake: () => void;
let log: RecordedLog;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  started = [];
  runs = [];
  wake = () => {};
  log = recordedLog();
  const redis = new Redis(server.socket);
  await redis.flushall();
  redis.disconnect();
});
afterEach(async () => {
  await Promise.all(started.map((rounds) => rounds.stop()));
});

function start(
  alerts: readonly AlertDefinition[],
  clock: Clock = systemClock,
  run: () => Promise<void> = async () => {},
): Rounds {
  const worker = started.length;
  const rounds = createRounds({
    connect: (use) =>
      use === "requests"
        ? connectForRequests(server.socket, log)
        : connectForBackground(server.socket, log),
    prefix: PREFIX,
    clock,
    log,
    alerts: () => alerts,
    run: async (alert, slot) => {
      runs.push({ alert, slot, at: clock.now(), worker });
      wake();
      await run();
    },
  });
  started.push(rounds);
  rounds.start();
  return rounds;
}

/** Resolves as soon as so many rounds have run since `from`. */
async function untilRan(count: number, from = 0): Promise<Run[]> {
  while (runs.length - from < count) await new Promise<void>((resolve) => (wake = resolve));
  return runs.slice(from);
}

describe("rounds", () => {
  test("follow each other, each once, with two workers on one Redis", async () => {
    start([fast]);
    start([fast]);

    const slots = (await untilRan(12)).map(({ slot }) => slot);

    expect(new Set(slots).size).toBe(slots.length);
    // A busy machine may miss a moment; the newest is run then.
    expect(slots.at(-1)! - slots[0]!).toBeLessThan(slots.length + 3);
    expect(runs.every(({ slot, at }) => Math.abs(at - slot * 200) < 200)).toBe(true);
  });

  test("go on after a round that throws", async () => {
    start([fast], systemClock, () => Promise.reject(new Error("boom")));

    await untilRan(3);

    expect(log.lines).toContainEqual({
      level: "error",
      fields: expect.objectContaining({ alert: "fast" }) as object,
      message: "the job of a round failed",
    });
  });

  test("are planned for names of any kind, and not for what others evaluate", async () => {
    start([
      alertExample({ name: "a:b c/{e}", everyMs: 100 }),
      alertExample({
        name: "inbound",
        everyMs: 100,
        source: { kind: "inbound", connection: null, options: {} },
      }),
    ]);

    expect(new Set((await untilRan(3)).map(({ alert }) => alert))).toEqual(new Set(["a:b c/{e}"]));
  });

  test("follow a time that runs faster", async () => {
    const clock = timeLapseClock({ v0: 2_000_000_000_000, r0: Date.now(), factor: 60 });
    start([alertExample({ everyMs: 30_000 })], clock);

    const slots = (await untilRan(4)).map(({ slot }) => slot);

    expect(new Set(slots).size).toBe(4);
    expect(slotOf(clock.now(), 30_000) - slots[3]!).toBeLessThanOrEqual(1);
  });

  test("that were missed are not made up for: only the newest is run", async () => {
    const first = start([fast]);
    await untilRan(2);
    await first.stop();

    const before = runs.length;
    const later: Clock = { ...systemClock, now: () => Date.now() + 3_600_000 };
    start([fast], later);
    const after = await untilRan(3, before);

    const slots = after.map(({ slot }) => slot);
    expect(slots[0]! - runs[0]!.slot).toBeGreaterThan(10_000);
    expect(slots.at(-1)! - slots[0]!).toBeLessThan(10);
  });

  test("go on in the new time when the clock is set back", async () => {
    let jump = 0;
    const clock: Clock = { now: () => Date.now() + jump, real: () => Date.now(), factor: 1 };
    const rounds = start([fast], clock);
    await untilRan(2);

    const before = runs.length;
    jump = -3_600_000;
    await rounds.reconcile();
    const after = await untilRan(4, before);

    expect(after.at(-1)!.slot).toBeLessThan(runs[0]!.slot - 10_000);
  });

  test("that were lost are added again", async () => {
    const rounds = start([fast]);
    await untilRan(2);
    const redis = new Redis(server.socket);
    const lost = await redis.del(
      ...(await redis.keys(`${PREFIX}:rounds:*round-*`)),
      `${PREFIX}:rounds:delayed`,
    );
    redis.disconnect();

    await rounds.reconcile();

    expect(lost).toBeGreaterThan(0);
    await untilRan(3, runs.length);
  });

  test("go on by themselves after Redis was killed and came back empty", async () => {
    const rounds = start([fast]);
    await untilRan(2);

    await server.kill();
    await rounds.reconcile();
    server = await startRedis(server);

    expect(await untilRan(3, runs.length)).toHaveLength(3);
  });

  test.each(["idle", "in the middle of a round"])(
    "can be stopped while Redis is away, %s",
    async (state) => {
      const held: (() => void)[] = [];
      const rounds = start([fast], systemClock, async () => {
        if (state !== "idle") await new Promise<void>((resolve) => held.push(resolve));
      });

      await untilRan(1);
      await server.kill();
      await rounds.stop();
      for (const finish of held) finish();

      const ended = runs.length;
      server = await startRedis(server);
      await rounds.reconcile();
      expect(runs).toHaveLength(ended);
    },
  );
});
