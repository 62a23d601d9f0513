import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { collectRound } from "../../src/collector/round.ts";
import { beat } from "../../src/collector/beat.ts";
import type { Collector } from "../../src/collector/collector.ts";
import { repeatFiring } from "../../src/collector/repeat-firing.ts";
import { evaluate } from "../../src/alerts/evaluate.ts";
import { fingerprint, type Signal } from "../../src/alerts/signal.ts";
import { HOUR, MINUTE } from "../../src/lib/durations.ts";
import type { SeriesRecords } from "../../src/ports/series-records.ts";
import { createIntakeRecords } from "../../src/store/series-intake.ts";
import { createSeriesRecords } from "../../src/store/series.ts";
import { alertExample, heartbeatExample } from "../support/alert-examples.ts";
import { intakeSince } from "../support/memory-series.ts";
import { recordedLog } from "../support/quiet-log.ts";
import { recordedNotices, type RecordedNotices } from "../support/reader.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";

const PREFIX = "{watchroom}:";
const definition = alertExample({ forMs: 0 });
const labels = { host: "a" };
const SERIES = fingerprint(definition.name, labels);
const START = 2_000_000_000_000;

let server: RedisServer;
let redis: Redis;
let other: Redis;
let records: SeriesRecords;
let notices: RecordedNotices;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  redis = new Redis(server.socket);
  other = new Redis(server.socket);
  await redis.flushall();
  notices = recordedNotices();
  records = createSeriesRecords(redis, PREFIX, notices);
});
afterEach(() => {
  redis.disconnect();
  other.disconnect();
});

async function inbox(): Promise<Signal[]> {
  const entries = await redis.xrange(`${PREFIX}inbox`, "-", "+");
  return entries.flatMap(([, [field, json]]) => {
    const entry = JSON.parse(json ?? "") as { v: number; signals: Signal[] };
    expect([field, entry.v]).toEqual(["d", 1]);
    return entry.signals;
  });
}

async function write(at: number, value: number): Promise<"written" | "lost"> {
  const read = await records.load(definition.name);
  return await records.write(
    definition.name,
    read,
    evaluate(
      definition,
      read.state,
      { outcome: "read", readings: [{ labels, value }], unusable: null },
      { at, slot: Math.floor(at / 30_000) },
    ),
  );
}

function collector(on: Redis, now: () => number, read: () => number): Collector {
  const source = {
    kind: "host",
    idle: () => null,
    read: async () => ({ outcome: "read" as const, readings: [{ labels, value: read() }] }),
  };
  const series = createSeriesRecords(on, PREFIX, notices);
  return {
    clock: { now, real: now, factor: 1 },
    log: recordedLog(),
    series,
    intake: intakeSince(START),
    sources: new Map([["host", source]]),
    alerts: () => [definition, heartbeatExample()],
  };
}

describe("a round in the store", () => {
  test("is read back as it was written", async () => {
    const read = await records.load(definition.name);
    const evaluation = evaluate(
      definition,
      null,
      { outcome: "read", readings: [{ labels, value: 95.12345678901234 }], unusable: null },
      { at: START, slot: 7 },
    );

    await records.write(definition.name, read, evaluation);

    expect(read).toEqual({ revision: 0, state: null, damaged: [] });
    expect(await records.load(definition.name)).toEqual({
      revision: 1,
      state: evaluation.state,
      damaged: [],
    });
  });

  test("writes an inbox entry when something changed, and none when nothing did", async () => {
    await write(START, 50);
    expect(await inbox()).toEqual([]);

    await write(START + 30_000, 95);
    await write(START + 60_000, 96);

    expect(await inbox()).toMatchObject([
      {
        alert: "host-disk-full",
        status: "firing",
        severity: "critical",
        labels,
        value: 95,
        at: START + 30_000,
      },
    ]);
  });

  test("counts once, however many workers run it", async () => {
    let now = START;
    const workers = [redis, other].map((on) =>
      collector(
        on,
        () => now,
        () => 95,
      ),
    );

    for (let round = 0; round < 20; round += 1) {
      const slot = Math.floor(now / 30_000);
      const outcomes = await Promise.all(
        [...workers, ...workers].map((worker) => collectRound(worker, definition.name, slot)),
      );
      expect(outcomes.toSorted()).toEqual(["done", "executed", "executed", "executed"]);
      now += 30_000;
    }

    expect(await records.samples(definition.name, labels, 0, now)).toHaveLength(20);
    expect(await inbox()).toHaveLength(1);
    expect((await records.load(definition.name)).revision).toBe(20);
  });

  test("forgets the series that are gone", async () => {
    await write(START, 95);
    for (let round = 1; round <= 3; round += 1) {
      const read = await records.load(definition.name);
      await records.write(
        definition.name,
        read,
        evaluate(
          definition,
          read.state,
          { outcome: "read", readings: [], unusable: null },
          { at: START + round * 30_000, slot: round },
        ),
      );
    }

    expect(await redis.hkeys(`${PREFIX}series:${definition.name}`)).toEqual(
      expect.not.arrayContaining([SERIES]),
    );
    expect((await inbox()).map(({ status }) => status)).toEqual(["firing", "resolved"]);
  });

  test("touches no key outside of its prefix", async () => {
    await write(START, 95);

    expect((await redis.keys("*")).filter((key) => !key.startsWith(PREFIX))).toEqual([]);
  });
});

describe("samples", () => {
  test("have their time as id, and a later one when the clock was set back", async () => {
    await write(START, 1);
    await write(START - HOUR, 2);
    await write(START - HOUR + 30_000, 3);
    await write(START + 30_000, 4);

    expect(await redis.xrange(`${PREFIX}samples:${definition.name}:${SERIES}`, "-", "+")).toEqual([
      [`${START}-0`, ["v", "1"]],
      [`${START}-1`, ["v", "2"]],
      [`${START}-2`, ["v", "3"]],
      [`${START + 30_000}-0`, ["v", "4"]],
    ]);
  });

  test("are kept for 48 hours", async () => {
    await write(START, 1);
    await write(START + 30_000, 2);
    await write(START + 48 * HOUR + 15_000, 3);

    expect(await records.samples(definition.name, labels, 0, START + 72 * HOUR)).toEqual([
      { at: START + 30_000, value: 2 },
      { at: START + 48 * HOUR + 15_000, value: 3 },
    ]);
    expect(await redis.pttl(`${PREFIX}samples:${definition.name}:${SERIES}`)).toBeGreaterThan(
      47 * HOUR,
    );
  });

  test("are read between two instants", async () => {
    for (const minute of [0, 1, 2, 3]) await write(START + minute * MINUTE, minute);

    expect(
      await records.samples(definition.name, labels, START + MINUTE, START + 2 * MINUTE),
    ).toEqual([1, 2].map((value) => ({ at: START + value * MINUTE, value })));
  });
});

describe("records that were not written by this version", () => {
  const key = `${PREFIX}series:${definition.name}`;

  test("and cannot be understood are replaced, and the firing series stays known", async () => {
    await write(START, 95);
    await redis.hset(key, "alert", "{half a rec", "deadbeef", "null");

    const read = await records.load(definition.name);
    expect(read.damaged.toSorted()).toEqual(["alert", "deadbeef"]);
    expect(Object.keys(read.state?.series ?? {})).toEqual([SERIES]);
    await write(START + 30_000, 95);

    expect((await records.load(definition.name)).damaged).toEqual([]);
    expect(await inbox()).toHaveLength(1);
  });

  test("but by a newer one are left in place", async () => {
    await write(START, 95);
    await redis.hset(key, SERIES, JSON.stringify({ v: 2, shape: "unknown" }));
    const before = await redis.hgetall(key);
    const worker = collector(
      redis,
      () => START + 30_000,
      () => 1,
    );

    expect(await collectRound(worker, definition.name, Math.floor(START / 30_000) + 1)).toBe(
      "failed",
    );

    expect(await redis.hgetall(key)).toEqual(before);
  });
});

describe("what fires", () => {
  test("is signalled again while it stands", async () => {
    await write(START, 95);

    expect(
      await repeatFiring(
        collector(
          redis,
          () => START,
          () => 95,
        ),
      ),
    ).toBe(1);

    expect((await inbox()).map(({ status }) => status)).toEqual(["firing", "firing"]);
  });

  test("is not signalled again once it has recovered meanwhile", async () => {
    await write(START, 95);
    const stale = await records.load(definition.name);
    await write(START + 30_000, 1);

    expect(await records.signalAgain(definition.name, stale, [])).toBe("lost");
    expect((await inbox()).map(({ status }) => status)).toEqual(["firing", "resolved"]);
  });
});

describe("a heartbeat in the store", () => {
  test("survives many that come at once, beside a round", async () => {
    const workers = [redis, other].map((on) =>
      collector(
        on,
        () => START,
        () => 1,
      ),
    );
    const name = heartbeatExample().name;

    const beats = Array.from({ length: 8 }, (_, i) => beat(workers[i % 2]!, name, START + i));
    const [outcome] = await Promise.all([
      collectRound(workers[0]!, name, Math.floor(START / 30_000)),
      ...beats,
    ]);

    expect(outcome).toBe("done");
    expect((await records.load(name)).state).toMatchObject({ slot: Math.floor(START / 30_000) });
    expect((await records.load(name)).revision).toBe(9);
  });
});

describe("the span in which intake was accepting", () => {
  const REAL = 1_900_000_000_000;

  test("begins at a start and goes on while somebody accepts", async () => {
    const intake = createIntakeRecords(redis, PREFIX);
    expect(await intake.acceptingSince(REAL)).toBeNull();

    await intake.opened(START, REAL);
    await intake.accepts(START + 10_000, REAL + 10_000);

    expect(await intake.acceptingSince(REAL + 20_000)).toBe(START);
    expect(await intake.acceptingSince(REAL + 26_000)).toBeNull();
  });

  test("begins anew after a break and after a start", async () => {
    const intake = createIntakeRecords(redis, PREFIX);
    await intake.opened(START, REAL);

    await intake.accepts(START + 16_000, REAL + 16_000);
    expect(await intake.acceptingSince(REAL + 16_000)).toBe(START + 16_000);
    await intake.opened(START + 20_000, REAL + 20_000);

    expect(await intake.acceptingSince(REAL + 20_000)).toBe(START + 20_000);
  });

  test("moves with a clock that is set back, and not with one that is a little behind", async () => {
    const intake = createIntakeRecords(redis, PREFIX);
    await intake.opened(START, REAL);
    await intake.accepts(START + 10_000, REAL + 10_000);

    await intake.accepts(START + 9_000, REAL + 9_000);
    expect(await intake.acceptingSince(REAL + 9_000)).toBe(START);
    await intake.accepts(START + 10_000 - HOUR, REAL + 10_000 - HOUR);

    expect(await intake.acceptingSince(REAL + 10_000 - HOUR)).toBe(START - HOUR);
  });
});
