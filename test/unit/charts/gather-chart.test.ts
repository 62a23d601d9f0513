import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/alerts/signal.ts";
import type { ChartSpec } from "../../../src/charts/chart-spec.ts";
import { chartFigures } from "../../../src/charts/chart-figures.ts";
import { gatherChart } from "../../../src/charts/gather-chart.ts";
import { HOUR, MINUTE } from "../../../src/lib/durations.ts";
import type { ChartView } from "../../../src/ports/charts.ts";
import { alertExample } from "../../support/alert-examples.ts";
import { chartRecords, type ChartRecordsExample } from "../../support/chart-records.ts";
import { incident } from "../../support/in-memory-watch.ts";
import { NOON } from "../../support/manual-clock.ts";

const ALERT = alertExample();
const view: ChartView = {
  alert: ALERT.name,
  labels: null,
  from: NOON - HOUR,
  to: NOON,
  zone: "UTC",
};
const gather = async (
  records: ChartRecordsExample,
  some: Partial<ChartView> = {},
): Promise<ChartSpec> => (await gatherChart(records, { ...view, ...some }, NOON))!;
const about = (number: number, host: string, some: object = {}) => {
  const labels = { host };
  return incident(number, {
    alert: ALERT.name,
    labels,
    fingerprint: fingerprint(ALERT.name, labels),
    openedAt: NOON - 20 * MINUTE,
    ...some,
  });
};

describe("what a chart shows", () => {
  it("is the six worst series of the range, worst first, and how many more there are", async () => {
    const records = chartRecords();
    const hosts = ["a", "b", "c", "d", "e", "f", "g", "h"];
    await records.measured(NOON - MINUTE, ...hosts.map((host, i) => [{ host }, i] as const));
    await records.measured(
      NOON - 30_000,
      ...hosts.map((host) => [{ host }, host === "a" ? 99 : 0] as const),
    );
    const { series, more } = await gather(records);

    expect(series.map(({ name }) => name)).toEqual(["a", "h", "g", "f", "e", "d"]);
    expect(more).toBe(2);
  });

  it("takes the lowest for the worst where the threshold is a lower bound", async () => {
    const records = chartRecords(alertExample({ threshold: { below: 3 } }));
    await records.measured(NOON - MINUTE, [{ host: "a" }, 8], [{ host: "b" }, 1]);
    await records.measured(NOON - 30_000, [{ host: "a" }, 9], [{ host: "b" }, 6]);
    const spec = await gather(records);

    expect(spec.series.map(({ name }) => name)).toEqual(["b", "a"]);
    expect(chartFigures(spec)).toMatchObject({
      extreme: { value: 1 },
      extremeIs: "lowest",
      last: { value: 6 },
    });
  });

  it("is one series alone when it is asked for", async () => {
    const records = chartRecords();
    await records.measured(NOON - MINUTE, [{ host: "a" }, 8], [{ host: "b" }, 1]);

    expect(
      (await gather(records, { labels: { host: "b" } })).series.map(({ name }) => name),
    ).toEqual(["host=b"]);
  });

  it("still has a series that is gone, as long as an incident of the range was about it", async () => {
    const records = chartRecords();
    await records.measured(NOON - 40 * MINUTE, [{ host: "gone" }, 95]);
    for (let round = 1; round < 5; round += 1)
      await records.measured(NOON - 40 * MINUTE + round * MINUTE, [{ host: "a" }, 1]);
    expect((await gather(records)).series).toHaveLength(1);
    records.told.push(about(4, "gone", { status: "resolved", resolvedAt: NOON - 5 * MINUTE }));

    expect((await gather(records)).series.map(({ name }) => name)).toEqual(["gone", "a"]);
  });

  it("breaks the line where three rounds are missing, and not where one is", async () => {
    const records = chartRecords();
    for (const minutes of [20, 19, 18, 10, 9])
      await records.measured(NOON - minutes * MINUTE, [{}, minutes]);

    expect((await gather(records)).series[0]?.segments.map(({ length }) => length)).toEqual([3, 2]);
  });

  it("joins samples that are kept in steps of five minutes", async () => {
    const records = chartRecords();
    const old = NOON - 72 * HOUR;
    for (const minutes of [0, 5, 10]) await records.measured(old + minutes * MINUTE, [{}, 1]);
    const spec = await gather(records, { from: old - HOUR, to: old + HOUR });

    expect(spec.series[0]?.segments.map(({ length }) => length)).toEqual([3]);
  });

  it("marks the incidents as they stood at its end", async () => {
    const records = chartRecords();
    await records.measured(NOON - MINUTE, [{ host: "a" }, 8]);
    records.told.push(
      about(1, "a", { openedAt: NOON - 3 * HOUR, resolvedAt: NOON - 2 * HOUR, status: "resolved" }),
      about(2, "a", {
        openedAt: NOON - 2 * HOUR,
        resolvedAt: NOON - 50 * MINUTE,
        status: "resolved",
      }),
      about(3, "b", { acknowledgedAt: NOON + MINUTE }),
      about(4, "a", { alert: "another" }),
      about(5, "a", {
        resolvedAt: NOON + MINUTE,
        status: "resolved",
        acknowledgedAt: NOON - 2 * MINUTE,
      }),
      about(6, "a", { openedAt: NOON + MINUTE }),
    );
    const all = await gather(records);
    const one = await gather(records, { labels: { host: "a" } });

    expect(all.marks).toEqual([
      {
        number: 5,
        from: NOON - 20 * MINUTE,
        to: NOON,
        acknowledgedAt: NOON - 2 * MINUTE,
        isOver: false,
      },
      { number: 3, from: NOON - 20 * MINUTE, to: NOON, acknowledgedAt: null, isOver: false },
      { number: 2, from: NOON - HOUR, to: NOON - 50 * MINUTE, acknowledgedAt: null, isOver: true },
    ]);
    expect(one.marks.map(({ number }) => number)).toEqual([5, 2]);
  });

  it("is empty without samples, and nothing for an alert that nobody knows", async () => {
    expect(await gather(chartRecords())).toMatchObject({ series: [], more: 0 });
    expect(await gatherChart(chartRecords(), { ...view, alert: "unknown" }, NOON)).toBeNull();
  });
});
