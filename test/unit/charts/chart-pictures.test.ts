import { describe, expect, it } from "vitest";
import { createChartPictures, type DrawChart } from "../../../src/charts/chart-pictures.ts";
import type { ChartSpec } from "../../../src/charts/chart-spec.ts";
import { HOUR, MINUTE } from "../../../src/lib/durations.ts";
import type { ChartView } from "../../../src/ports/charts.ts";
import { alertExample } from "../../support/alert-examples.ts";
import { chartRecords } from "../../support/chart-records.ts";
import { manualClock } from "../../support/manual-clock.ts";

function pictures(end = 0) {
  const clock = manualClock();
  const drawn: ChartSpec[] = [];
  let draw: DrawChart = (spec) => {
    drawn.push(spec);
    return Promise.resolve({ ok: true, png: Uint8Array.of(drawn.length) });
  };
  const view: ChartView = {
    alert: alertExample().name,
    labels: null,
    from: clock.now() - HOUR,
    to: clock.now() + end,
    zone: "UTC",
  };
  const made = createChartPictures(chartRecords(), (spec) => draw(spec), clock);
  return {
    clock,
    drawn,
    view,
    draws: (by: DrawChart) => void (draw = by),
    of: (token: string, some: Partial<ChartView> = {}) => made.of(token, { ...view, ...some }),
  };
}

describe("pictures", () => {
  it("are drawn once for all who ask at the same time, and kept", async () => {
    const it = pictures(-2 * MINUTE);
    const [first, second] = await Promise.all([it.of("a"), it.of("a")]);

    expect(first).toBe(second);
    expect(first).toMatchObject({ outcome: "drawn", isFinal: true });
    expect(await it.of("a")).toBe(first);
    expect(it.drawn).toHaveLength(1);
  });

  it("are drawn again after a while as long as their range goes on", async () => {
    const it = pictures(MINUTE);

    expect(await it.of("a")).toMatchObject({ isFinal: false });
    it.clock.set(it.clock.now() + 9_000);
    await it.of("a");
    expect(it.drawn).toHaveLength(1);
    it.clock.set(it.clock.now() + 2_000);
    await it.of("a");
    expect(it.drawn).toHaveLength(2);
  });

  it("are forgotten when many others were asked for since", async () => {
    const it = pictures(-2 * MINUTE);
    await it.of("often");
    await it.of("once");
    for (let index = 0; index < 63; index += 1) {
      await it.of(`other ${index}`);
      await it.of("often");
    }
    expect(it.drawn).toHaveLength(65);
    await it.of("once");

    expect(it.drawn).toHaveLength(66);
  });

  it("are refused when six are being drawn already, and none of those is", async () => {
    const it = pictures();
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    it.draws(async () => {
      await held;
      return { ok: true, png: Uint8Array.of(1) };
    });
    const six = Array.from({ length: 6 }, (_, index) => it.of(String(index)));

    expect(await it.of("seventh")).toMatchObject({ outcome: "busy" });
    release?.();
    expect((await Promise.all(six)).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 6 }, () => "drawn"),
    );
    expect(await it.of("seventh")).toMatchObject({ outcome: "drawn" });
  });

  it("that could not be drawn are tried anew", async () => {
    const it = pictures();
    it.draws(() => Promise.resolve({ ok: false, reason: "too much is waiting already" }));
    expect(await it.of("a")).toEqual({ outcome: "busy", reason: "too much is waiting already" });
    it.draws(() => Promise.resolve({ ok: true, png: Uint8Array.of(1) }));

    expect(await it.of("a")).toMatchObject({ outcome: "drawn" });
  });

  it("of an alert that nobody knows are none", async () => {
    expect(await pictures().of("a", { alert: "unknown" })).toEqual({ outcome: "unknown" });
  });
});
