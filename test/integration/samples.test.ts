import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluate } from "../../src/alerts/evaluate.ts";
import { fingerprint } from "../../src/alerts/signal.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { SeriesRecords } from "../../src/ports/series-records.ts";
import { trimSamples } from "../../src/store/sample-trimming.ts";
import { createSeriesRecords } from "../../src/store/series.ts";
import { alertExample } from "../support/alert-examples.ts";
import { recordedNotices, type RecordedNotices } from "../support/reader.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";

const PREFIX = "{test}:";
/** Midnight, UTC. */
const START = Math.floor(2_000_000_000_000 / DAY) * DAY;
const definition = alertExample({ forMs: 0 });
const { name } = definition;
const labels = { host: "a" };
const MEMBER = `${name}:${fingerprint(name, labels)}`;
const MIB = 1024 * 1024;

let server: RedisServer;
let redis: Redis;
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
  await redis.flushall();
  notices = recordedNotices();
  records = createSeriesRecords(redis, PREFIX, notices);
});
afterEach(() => {
  redis.disconnect();
});

async function sample(at: number, value: number, of: object = labels): Promise<void> {
  await sampleAll(at, [{ labels: of as Record<string, string>, value }]);
}

async function sampleAll(
  at: number,
  readings: readonly { labels: Record<string, string>; value: number }[],
  alert = definition,
): Promise<void> {
  const read = await records.load(alert.name);
  const answer = { outcome: "read" as const, readings, unusable: null };
  await records.write(alert.name, read, evaluate(alert, read.state, answer, { at, slot: at }));
}

async function trim(now: number, maxBytes = 256 * MIB): Promise<boolean> {
  return (await trimSamples(redis, PREFIX, now, maxBytes)).droppedForRoom;
}

describe("five minutes of samples", () => {
  test("are one roll-up with min, mean, max and last", async () => {
    for (const [second, value] of [
      [0, 4],
      [60, 8.5],
      [299.999, -2],
      [300, 100],
    ] as const)
      await sample(START + second * SECOND, value);

    expect(await records.rollups(name, labels, START, START + HOUR)).toEqual([
      { from: START, to: START + 5 * MINUTE, min: -2, mean: 3.5, max: 8.5, last: -2 },
      {
        from: START + 5 * MINUTE,
        to: START + 10 * MINUTE,
        min: 100,
        mean: 100,
        max: 100,
        last: 100,
      },
    ]);
  });

  test("keep seven digits of any number, a zero and the largest included", async () => {
    const values = [0, -0.125, 1_234_567, 98_765_432_100, 1e300];
    for (const [index, value] of values.entries()) await sample(START + index * 5 * MINUTE, value);

    const found = await records.rollups(name, labels, START, START + HOUR);

    expect(found.map(({ mean }) => mean)).toEqual([
      0,
      -0.125,
      1_234_567,
      expect.closeTo(98_765_432_100, -4),
      expect.closeTo(3.4e38, -32),
    ]);
  });

  test("that were not measured are missing", async () => {
    await sample(START, 1);
    await sample(START + HOUR, 2);

    expect(await records.rollups(name, labels, START + 5 * MINUTE, START + HOUR - 1)).toEqual([]);
    expect(await records.rollups("other", labels, 0, START + HOUR)).toEqual([]);
  });

  test("go on from the last one when the clock was set back", async () => {
    await sample(START + HOUR, 1);
    await sample(START, 9);

    expect(await records.samples(name, labels, START, START + 2 * HOUR)).toEqual([
      { at: START + HOUR, value: 1 },
      { at: START + HOUR, value: 9 },
    ]);
    expect(await records.rollups(name, labels, START, START + 2 * HOUR)).toMatchObject([
      { from: START + HOUR, min: 1, mean: 5, max: 9, last: 9 },
    ]);
  });
});

describe("samples of a month", () => {
  beforeEach(async () => {
    for (let hour = 0; hour <= 36 * 24; hour += 12) {
      await sample(START + hour * HOUR, hour);
      await sample(START + hour * HOUR + MINUTE, hour + 1);
    }
  });
  const end = START + 36 * DAY;

  test("are full for 48 hours, and means of five minutes before", async () => {
    const found = await records.samples(name, labels, end - 3 * DAY, end + HOUR);

    expect(found.map(({ at, value }) => [Math.round((at - end) / MINUTE), value])).toEqual([
      [-72 * 60 + 3, 792.5],
      [-60 * 60 + 3, 804.5],
      [-48 * 60 + 1, 817],
      [-36 * 60, 828],
      [-36 * 60 + 1, 829],
      [-24 * 60, 840],
      [-24 * 60 + 1, 841],
      [-12 * 60, 852],
      [-12 * 60 + 1, 853],
      [0, 864],
      [1, 865],
    ]);
    expect(await records.samples(name, labels, end - HOUR, end)).toEqual([{ at: end, value: 864 }]);
  });

  test("reach back 35 days, and no trace is left when no more came for so long", async () => {
    await trim(end);
    const [oldest] = await records.samples(name, labels, 0, Number.MAX_SAFE_INTEGER);
    expect(oldest!.at).toBeGreaterThanOrEqual(end - 35 * DAY);
    expect(oldest!.at).toBeLessThan(end - 34 * DAY);

    await trim(end + 34 * DAY);
    expect(await records.samples(name, labels, 0, end + DAY)).toHaveLength(3);
    await trim(end + 35 * DAY + HOUR);

    expect(await redis.keys(`${PREFIX}rollups:*`)).toEqual([]);
    expect(await redis.keys(`${PREFIX}samples:*`)).toEqual([]);
    expect(await redis.zcard(`${PREFIX}sampled`)).toBe(0);
  });

  test("give way when there is no room: the oldest days first, then the oldest hours", async () => {
    const all = await redis.keys(`${PREFIX}rollups:*`);
    await trim(end);
    expect(await trim(end, 60_000)).toBe(true);

    const left = await records.rollups(name, labels, 0, end + DAY);
    expect(left.length).toBeGreaterThan(2);
    expect(left.at(-1)).toMatchObject({ last: 865 });
    expect((await redis.keys(`${PREFIX}rollups:*`)).length).toBeLessThan(all.length / 2);
    expect(await trim(end, 60_000)).toBe(false);

    expect(await trim(end, 1)).toBe(true);
    expect(await records.samples(name, labels, end - DAY, end + DAY)).toEqual([
      { at: end, value: 864 },
      { at: end + MINUTE, value: 865 },
    ]);
  });
});

test("of five hundred series every one has its samples, and one more is said and has none, while its alert works", async () => {
  for (let alert = 0; alert < 5; alert += 1)
    await sampleAll(
      START,
      Array.from({ length: 100 }, (_, n) => ({ labels: { n: String(n) }, value: n })),
      { ...definition, name: `a${alert}` },
    );
  expect([...notices.said]).toEqual([]);

  await sample(START + MINUTE, 95);

  expect(await records.samples(name, labels, START, START + HOUR)).toEqual([]);
  expect((await records.load(name)).state?.series).not.toEqual({});
  expect(notices.said.get("samples:series")).toMatch(/More than 500 series/);

  await sample(START + 2 * HOUR, 96);

  expect(await records.samples(name, labels, START, START + 3 * HOUR)).toEqual([
    { at: START + 2 * HOUR, value: 96 },
  ]);
  expect(await redis.zcard(`${PREFIX}sampled`)).toBe(500);
  expect(await redis.keys(`${PREFIX}samples:*`)).toHaveLength(500);
});

test("roll-ups of a newer version are left out, and said", async () => {
  await sample(START, 1);
  await redis.setrange(`${PREFIX}rollups:${MEMBER}:${START / DAY}`, 0, "\u0002");

  expect(await records.rollups(name, labels, 0, START + HOUR)).toEqual([]);
  expect(notices.said.has("newer:roll-ups")).toBe(true);
});
