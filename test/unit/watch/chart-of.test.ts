import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../src/lib/durations.ts";
import type { ChartView } from "../../../src/ports/charts.ts";
import { chartOf } from "../../../src/watch/chart-of.ts";
import { alertExample } from "../../support/alert-examples.ts";
import { chartRecords } from "../../support/chart-records.ts";
import { incident } from "../../support/in-memory-watch.ts";
import { NOON } from "../../support/manual-clock.ts";

const labels = { host: "a" };
const about = (some: object = {}) =>
  incident(17, { alert: "host-disk-full", labels, openedAt: NOON - 20 * MINUTE, ...some });

async function viewOf(
  one: ReturnType<typeof about>,
  alert = alertExample(),
  now = NOON + 1,
): Promise<ChartView | null> {
  const records = chartRecords(alert);
  await records.measured(NOON - 10 * MINUTE, [labels, 95]);
  let view: ChartView | null = null;
  const charts = {
    urlOf: (given: ChartView) => {
      view = given;
      return "http://watch.test/charts/x.png";
    },
  };
  const url = await chartOf({ ...records, charts, zone: "Europe/Berlin" }, one, now);
  expect(url === null).toBe(view === null);
  return view;
}

describe("the chart on an incident's card", () => {
  it("goes from an hour before it opened to the end of this minute", async () => {
    expect(await viewOf(about())).toEqual({
      alert: "host-disk-full",
      labels,
      from: NOON - 80 * MINUTE,
      to: NOON + MINUTE,
      zone: "Europe/Berlin",
    });
  });

  it("begins earlier where the threshold must be crossed for long", async () => {
    expect((await viewOf(about(), alertExample({ forMs: 3 * HOUR })))?.from).toBe(
      NOON - 20 * MINUTE - 6 * HOUR,
    );
  });

  it("ends soon after it is over", async () => {
    expect((await viewOf(about({ resolvedAt: NOON - 9 * MINUTE })))?.to).toBe(NOON - 4 * MINUTE);
  });

  it("shows no more than 35 days", async () => {
    expect((await viewOf(about({ openedAt: NOON - 90 * DAY })))?.from).toBe(
      NOON + MINUTE - 35 * DAY,
    );
  });

  it("shows every series when it is about a lack of data", async () => {
    expect((await viewOf(about({ labels: { "no-data": "true" } })))?.labels).toBeNull();
  });

  it.each([
    ["of an alert that others evaluate", about(), alertExample({ threshold: null })],
    ["of an alert that left the book", about({ alert: "another" }), alertExample()],
    ["without samples", about({ labels: { host: "b" } }), alertExample()],
  ])("is none %s", async (_what, one, alert) => {
    expect(await viewOf(one, alert)).toBeNull();
  });
});
