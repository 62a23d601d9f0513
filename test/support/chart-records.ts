import type { AlertDefinition } from "../../src/alerts/alert.ts";
import { evaluate } from "../../src/alerts/evaluate.ts";
import type { Labels } from "../../src/alerts/signal.ts";
import type { ChartRecords } from "../../src/charts/gather-chart.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { SeriesRecords } from "../../src/ports/series-records.ts";
import { alertExample } from "./alert-examples.ts";
import { EMPTY_BOOK } from "./in-memory-watch.ts";
import { memorySeries } from "./memory-series.ts";

export interface ChartRecordsExample extends ChartRecords {
  /** One round. */
  measured(at: number, ...readings: readonly (readonly [Labels, number])[]): Promise<void>;
  readonly told: Incident[];
}

/** Records in memory, of one alert. */
export function chartRecords(
  alert: AlertDefinition = alertExample(),
  series: SeriesRecords = memorySeries(),
): ChartRecordsExample {
  const measurable = { ...alert, threshold: alert.threshold ?? { above: 0 } };
  const told: Incident[] = [];
  const newestFirst = (): readonly Incident[] => told.toSorted((a, b) => b.number - a.number);
  return {
    series,
    told,
    incidents: {
      open: async () => newestFirst().filter(({ status }) => status !== "resolved"),
      list: async ({ limit, before = Infinity }) =>
        newestFirst()
          .filter(({ number }) => number < before)
          .slice(0, limit),
    },
    book: () => ({ ...EMPTY_BOOK, alerts: [alert] }),
    measured: async (at, ...readings) => {
      const read = await series.load(alert.name);
      const answer = {
        outcome: "read" as const,
        readings: readings.map(([labels, value]) => ({ labels, value })),
        unusable: null,
      };
      const round = { at, slot: Math.floor(at / alert.everyMs) };
      await series.write(alert.name, read, evaluate(measurable, read.state, answer, round));
    },
  };
}
