import type { Signal } from "../../src/alerts/signal.ts";
import type { AlertState } from "../../src/alerts/series-state.ts";
import type { IntakeRecords, SeriesRecords, StoredSample } from "../../src/ports/series-records.ts";
import { fingerprint } from "../../src/alerts/signal.ts";

export interface MemorySeries extends SeriesRecords {
  readonly inbox: Signal[];
  /** Called between reading and writing, to play somebody who is faster. */
  beforeWrite: () => Promise<void>;
}

/** Records that keep everything as JSON in memory, with the same comparison as the real ones. */
export function memorySeries(): MemorySeries {
  const alerts = new Map<string, { revision: number; json: string }>();
  const samples = new Map<string, StoredSample[]>();
  const inbox: Signal[] = [];
  const self: MemorySeries = {
    inbox,
    beforeWrite: async () => {},
    load: async (alert) => {
      const stored = alerts.get(alert);
      return {
        revision: stored?.revision ?? 0,
        state: stored === undefined ? null : (JSON.parse(stored.json) as AlertState),
        damaged: [],
      };
    },
    write: async (alert, read, evaluation) => {
      const { beforeWrite } = self;
      self.beforeWrite = async () => {};
      await beforeWrite();
      if ((alerts.get(alert)?.revision ?? 0) !== read.revision) return "lost";
      alerts.set(alert, { revision: read.revision + 1, json: JSON.stringify(evaluation.state) });
      for (const { series, at, value } of evaluation.samples)
        samples.set(`${alert}:${series}`, [
          ...(samples.get(`${alert}:${series}`) ?? []),
          { at, value },
        ]);
      inbox.push(...evaluation.signals);
      return "written";
    },
    signalAgain: async (alert, read, signals) => {
      if ((alerts.get(alert)?.revision ?? 0) !== read.revision) return "lost";
      inbox.push(...signals);
      return "written";
    },
    samples: async (alert, labels, from, to) =>
      (samples.get(`${alert}:${fingerprint(alert, labels)}`) ?? []).filter(
        ({ at }) => at >= from && at <= to,
      ),
    rollups: async () => [],
  };
  return self;
}

export function intakeSince(since: number | null): IntakeRecords {
  return { opened: async () => {}, accepts: async () => {}, acceptingSince: async () => since };
}
