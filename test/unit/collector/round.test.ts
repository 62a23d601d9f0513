import { describe, expect, test } from "vitest";
import type { AlertDefinition } from "../../../src/alerts/alert.ts";
import { slotOf } from "../../../src/alerts/rounds.ts";
import { beat } from "../../../src/collector/beat.ts";
import type { Collector } from "../../../src/collector/collector.ts";
import { runDueRounds } from "../../../src/collector/due-rounds.ts";
import { repeatFiring } from "../../../src/collector/repeat-firing.ts";
import { collectRound, type RoundOutcome } from "../../../src/collector/round.ts";
import { MINUTE } from "../../../src/lib/durations.ts";
import type { Source, SourceAnswer } from "../../../src/ports/source.ts";
import { alertExample, heartbeatExample } from "../../support/alert-examples.ts";
import { intakeSince, memorySeries, type MemorySeries } from "../../support/memory-series.ts";
import { recordedLog, type RecordedLog } from "../../support/quiet-log.ts";

const START = 30_000_000;
const firing = alertExample({ forMs: 0 });
const value = (value: number): SourceAnswer => ({
  outcome: "read",
  readings: [{ labels: { host: "a" }, value }],
});

interface Bench {
  readonly collector: Collector;
  readonly series: MemorySeries;
  readonly log: RecordedLog;
  round(name?: string): Promise<RoundOutcome>;
  move(ms: number): void;
  says: string[];
}

function bench(
  read: Source["read"],
  alerts: readonly AlertDefinition[] = [firing],
  idle: string | null = null,
): Bench {
  let now = START;
  const series = memorySeries();
  const log = recordedLog();
  const source: Source = { kind: "host", idle: () => idle, read };
  const collector: Collector = {
    clock: { now: () => now, real: () => now, factor: 1 },
    log,
    series,
    intake: intakeSince(START),
    sources: new Map([["host", source]]),
    alerts: () => alerts,
  };
  return {
    collector,
    series,
    log,
    round: async (name = firing.name) => await collectRound(collector, name, slotOf(now, 30_000)),
    move: (ms) => (now += ms),
    get says() {
      return series.inbox.map(
        ({ status, alert, labels }) =>
          `${alert} ${status}${labels["no-data"] === "true" ? " no data" : ""}`,
      );
    },
  };
}

/** Runs so many rounds, one after the other. */
async function rounds(bench: Bench, count: number, name?: string): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await bench.round(name);
    bench.move(30_000);
  }
}

describe("a round of collection", () => {
  test("reads the source, stores the sample and signals the change", async () => {
    const it = bench(async () => value(95));

    expect(await it.round()).toBe("done");

    expect(it.says).toEqual(["host-disk-full firing"]);
    expect(await it.series.samples(firing.name, { host: "a" }, 0, START)).toEqual([
      { at: START, value: 95 },
    ]);
  });

  test("counts once, and does not even ask the source again", async () => {
    let asked = 0;
    const it = bench(async () => {
      asked += 1;
      return value(95);
    });

    await it.round();

    expect(await it.round()).toBe("executed");
    expect(asked).toBe(1);
  });

  test("is given up when somebody else executed it meanwhile", async () => {
    const it = bench(async () => value(95));
    it.series.beforeWrite = async () => void (await it.round());

    expect(await it.round()).toBe("executed");
    expect(it.says).toEqual(["host-disk-full firing"]);
  });

  test("is judged again when the alert was written meanwhile by something else", async () => {
    const backup = heartbeatExample();
    const it = bench(async () => value(1), [backup]);
    await it.round(backup.name);
    it.move(11 * MINUTE);
    it.series.beforeWrite = async () =>
      void (await beat(it.collector, backup.name, START + 11 * MINUTE));

    expect(await it.round(backup.name)).toBe("done");
    expect(it.says).toEqual([]);
  });

  test.each<[string, Source["read"], RegExp]>([
    [
      "fails",
      async () => ({ outcome: "failed", reason: "there is no /data on this machine" }),
      /no \/data/,
    ],
    ["throws", () => Promise.reject(new Error("boom")), /the source broke: boom/],
    [
      "throws at once",
      () => {
        throw new Error("boom");
      },
      /the source broke: boom/,
    ],
    [
      "answers text",
      async () =>
        ({ outcome: "read", readings: [{ labels: {}, value: "93" }] }) as unknown as SourceAnswer,
      /not a number: "93"/,
    ],
    ["answers nothing", async () => undefined as unknown as SourceAnswer, /nothing/],
  ])(
    "of a source that %s is one without an answer, said after the third and logged once",
    async (_, read, reason) => {
      const it = bench(read);

      await rounds(it, 5);

      expect(it.series.inbox).toMatchObject([
        {
          status: "firing",
          labels: { "no-data": "true" },
          summary: expect.stringMatching(reason) as string,
        },
      ]);
      expect(it.log.lines).toMatchObject([
        {
          level: "warn",
          fields: { alert: firing.name, reason: expect.stringMatching(reason) as string },
        },
      ]);
    },
  );

  test("takes the answer of a source that stops when it is told to", async () => {
    const slow = alertExample({ everyMs: 2_000, forMs: 0 });
    const it = bench(
      async (_, signal) =>
        await new Promise<SourceAnswer>((resolve) => {
          signal.addEventListener("abort", () => setImmediate(() => resolve(value(95))));
        }),
      [slow],
    );

    await it.round();

    expect(it.says).toEqual(["host-disk-full firing"]);
  });

  test("does not hang with its source", async () => {
    const hanging = alertExample({ everyMs: 20 });
    let aborted: AbortSignal | null = null;
    const it = bench(
      async (_, signal) => {
        aborted = signal;
        return await new Promise<SourceAnswer>(() => {});
      },
      [hanging],
    );

    expect(await it.round()).toBe("done");

    expect(aborted).toMatchObject({ aborted: true });
    expect((await it.series.load(hanging.name)).state).toMatchObject({
      unanswered: 1,
      reason: "no answer within 0 s",
    });
  });

  test("logs again when the reason changes and when the answer is back", async () => {
    const answers: SourceAnswer[] = [
      { outcome: "failed", reason: "one" },
      { outcome: "failed", reason: "two" },
      value(1),
      value(1),
    ];
    const it = bench(async () => answers.shift()!);

    await rounds(it, 4);

    expect(it.log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      "warn an alert has no answer",
      "warn an alert has no answer",
      "info an alert has an answer again",
    ]);
  });

  test("of an alert whose evaluation throws is one without an answer", async () => {
    const it = bench(async () => value(95), [alertExample({ threshold: null })]);

    await rounds(it, 4);

    expect(it.series.inbox).toMatchObject([
      {
        labels: { "no-data": "true" },
        summary:
          "No data from host for 3 rounds: the alert could not be evaluated: alert host-disk-full has no threshold",
      },
    ]);
    expect(it.log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  test("harms no other alert", async () => {
    const broken = alertExample({ name: "broken", threshold: null });
    const it = bench(async () => value(95), [broken, firing]);

    await runDueRounds(it.collector.alerts(), START, (name, slot) =>
      collectRound(it.collector, name, slot),
    );

    expect(it.says).toEqual(["host-disk-full firing"]);
  });

  test("does not count when it cannot be written, and does not throw", async () => {
    const it = bench(async () => value(95));
    it.series.beforeWrite = () => Promise.reject(new Error("redis is away"));

    expect(await it.round()).toBe("failed");
    expect(it.log.lines).toMatchObject([
      { level: "error", message: "a round could not be carried out" },
    ]);
    expect(await it.round()).toBe("done");
  });

  test("is not held for a source that is not configured, one that does not exist, or an alert that left the book", async () => {
    const it = bench(
      async () => value(95),
      [
        firing,
        alertExample({
          name: "other",
          source: { kind: "postgres", connection: null, options: {} },
        }),
      ],
      "SOURCE_HOST_URL is not set",
    );

    expect([await it.round(), await it.round("other"), await it.round("gone")]).toEqual([
      "idle",
      "idle",
      "idle",
    ]);
  });
});

describe("a heartbeat", () => {
  const backup = heartbeatExample({ aliases: ["backup"] });

  test("is known by the alert's name and its aliases", async () => {
    const it = bench(async () => value(1), [backup, firing]);

    expect(await beat(it.collector, "nightly-backup", START)).toBe("known");
    expect(await beat(it.collector, "backup", START)).toBe("known");
    expect(await beat(it.collector, "host-disk-full", START)).toBe("unknown");
    expect(await beat(it.collector, "else", START)).toBe("unknown");
  });

  test("that stays away fires, and resolves the moment it comes", async () => {
    const it = bench(async () => value(1), [backup]);

    await rounds(it, 22, backup.name);
    expect(it.says).toEqual(["nightly-backup firing"]);
    await beat(it.collector, "backup", it.collector.clock.now());

    expect(it.says).toEqual(["nightly-backup firing", "nightly-backup resolved"]);
  });

  test("that came after the clock was set back does not stop the rounds of the new time", async () => {
    const it = bench(async () => value(1), [backup]);
    await it.round(backup.name);
    it.move(-3_600_000);

    await beat(it.collector, "backup", it.collector.clock.now());

    it.move(1_000);
    expect(await it.round(backup.name)).toBe("done");
  });

  test("is not lost when two come at once", async () => {
    const it = bench(async () => value(1), [backup]);
    it.series.beforeWrite = async () => void (await beat(it.collector, "backup", START + 1));

    expect(await beat(it.collector, "backup", START + 2)).toBe("known");
    expect((await it.series.load(backup.name)).state).toMatchObject({ beatAt: START + 2 });
  });
});

describe("what fires", () => {
  test("is signalled again, no data too, and nothing else", async () => {
    const answers: SourceAnswer[] = [
      value(95),
      { outcome: "failed", reason: "x" },
      { outcome: "failed", reason: "x" },
      { outcome: "failed", reason: "x" },
    ];
    const it = bench(async () => answers.shift()!, [firing, alertExample({ name: "other" })]);
    await rounds(it, 4);
    it.series.inbox.length = 0;

    expect(await repeatFiring(it.collector)).toBe(2);

    expect(it.says).toEqual(["host-disk-full firing", "host-disk-full firing no data"]);
  });

  test("is signalled again although the records of another alert cannot be read", async () => {
    const it = bench(async () => value(95), [alertExample({ name: "broken" }), firing]);
    await it.round();
    const load = it.series.load.bind(it.series);
    it.series.load = (name) =>
      name === "broken" ? Promise.reject(new Error("newer")) : load(name);

    expect(await repeatFiring(it.collector)).toBe(1);
    expect(it.log.lines).toMatchObject([{ level: "error", fields: { alert: "broken" } }]);
  });
});
