import { describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import { HOUR, MINUTE } from "../../../src/lib/durations.ts";
import type { ChartView } from "../../../src/ports/charts.ts";
import { alertExample } from "../../support/alert-examples.ts";
import { chartRecords } from "../../support/chart-records.ts";
import { EMPTY_BOOK, person, world } from "../../support/in-memory-watch.ts";

const ana = person("ana", { zone: "Asia/Tokyo" });
const disk = alertExample({ name: "host-disk-full", aliases: ["disk"] });
const inbound = alertExample({
  name: "builds-slow",
  threshold: null,
  source: { kind: "inbound", connection: null, options: {} },
});

function room() {
  const it = world(ana);
  const records = chartRecords(disk);
  const asked: ChartView[] = [];
  it.book = { ...EMPTY_BOOK, alerts: [disk, inbound] };
  const watch = Object.assign(Object.create(it.watch), {
    series: records.series,
    incidents: Object.assign(Object.create(it.watch.incidents), { list: async () => [] }),
    charts: {
      urlOf: (view: ChartView) => {
        asked.push(view);
        return "http://watch.test/charts/x.png";
      },
    },
  }) as typeof it.watch;
  return {
    it,
    records,
    asked,
    says: async (text: string) =>
      await hear(watch, { person: ana, text, addressed: true, room: "local" }),
  };
}

describe("chart", () => {
  it("shows the whole room a picture of six hours, and says in words what is in it", async () => {
    const { it, records, asked, says } = room();
    it.now += 30_000;
    await records.measured(it.now - 2 * HOUR, [{ host: "a" }, 97.25]);
    await records.measured(it.now - MINUTE, [{ host: "a" }, 93]);

    expect(await says("chart disk")).toEqual({
      text: "**host-disk-full**: 93 at 15:59, threshold above 90, highest 97.25 at 14:00, in the last 6 h (Europe/Berlin).\n\n[![Chart: host-disk-full. 93 at 15:59, threshold above 90, highest 97.25 at 14:00, in the last 6 h (Europe/Berlin).](<http://watch.test/charts/x.png>)](<http://watch.test/charts/x.png>)",
      toAll: true,
      subject: null,
    });
    expect(asked).toEqual([
      {
        alert: "host-disk-full",
        labels: null,
        from: it.now + 30_000 - 6 * HOUR,
        to: it.now + 30_000,
        zone: "Europe/Berlin",
      },
    ]);
  });

  it("names the worst of several series", async () => {
    const { it, records, says } = room();
    await records.measured(it.now - MINUTE, [{ host: "a" }, 10], [{ host: "b*" }, 20]);

    expect((await says("chart host-disk-full 1h"))?.text).toContain(
      "20 at 15:59, the worst of 2 series, b\\*, threshold above 90",
    );
  });

  it.each([
    ["chart disk 2d", "host-disk-full has no samples in the last 2 d."],
    ["chart builds-slow", "builds-slow is measured elsewhere: there are no samples to draw."],
  ])("%s: says so without samples", async (line, said) => {
    expect(await room().says(line)).toMatchObject({ text: said, toAll: true });
  });

  it.each([
    ["chart", /^`chart <alert> \[6h\]`: /],
    ["chart 6h", /^`chart <alert> \[6h\]`: /],
    ["chart disk 6", /^That is no length of time/],
    ["chart disk 0m", /^That is too short/],
    ["chart disk 36d", /^Samples are kept for 35 days/],
    [
      "chart host-disk-ful",
      /^There is no alert named “host-disk-ful”\. Nearest: host-disk-full\.$/,
    ],
    ["chart all", /^There is no alert named “all”\.$/],
  ])("%s: tells the asker alone what is wrong", async (line, said) => {
    expect(await room().says(line)).toMatchObject({
      text: expect.stringMatching(said),
      toAll: false,
    });
  });
});
