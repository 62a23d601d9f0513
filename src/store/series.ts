import type { Redis } from "ioredis";
import { HOUR } from "../lib/durations.ts";
import {
  UNSEEN,
  type AlertState,
  type Evaluation,
  type SeriesState,
} from "../alerts/series-state.ts";
import { fingerprint, type Signal } from "../alerts/signal.ts";
import type { LoadedAlert, SeriesRecords, StoredSample } from "../ports/series-records.ts";
import { runScript } from "./run-script.ts";
import { WRITE_ROUND } from "./scripts/series-write.ts";

const KEEP_SAMPLES_MS = 48 * HOUR;
const REVISION = "rev";
const ALERT = "alert";

/** @param prefix what every key begins with, its colon included */
export function createSeriesRecords(redis: Redis, prefix: string): SeriesRecords {
  const write = async (
    alert: string,
    read: LoadedAlert,
    body: object,
  ): Promise<"written" | "lost"> => {
    const request = {
      alert,
      rev: String(read.revision),
      put: [],
      drop: [],
      samples: [],
      entry: "",
      keep: KEEP_SAMPLES_MS,
      ...body,
    };
    return (await runScript(redis, WRITE_ROUND, [prefix, JSON.stringify(request)])) === 1
      ? "written"
      : "lost";
  };
  return {
    load: async (alert) => understand(alert, await redis.hgetall(`${prefix}series:${alert}`)),
    write: (alert, read, evaluation) => write(alert, read, requestOf(read, evaluation)),
    signalAgain: (alert, read, signals) => write(alert, read, { entry: entryOf(signals) }),
    samples: async (alert, labels, from, to) => {
      const entries = await redis.xrange(
        `${prefix}samples:${alert}:${fingerprint(alert, labels)}`,
        from,
        to,
      );
      return entries.map(sampleOf);
    },
  };
}

/** Everything is a string: Lua's numbers would lose digits. */
function requestOf(read: LoadedAlert, { state, samples, signals }: Evaluation): object {
  const { series, ...alert } = state;
  const known = [...Object.keys(read.state?.series ?? {}), ...read.damaged];
  return {
    put: [
      [ALERT, JSON.stringify(alert)],
      ...Object.entries(series).map(([id, one]) => [id, JSON.stringify(one)]),
    ],
    drop: known.filter((id) => !(id in series) && id !== ALERT),
    samples: samples.map((sample) => ({
      id: sample.series,
      at: String(sample.at),
      value: String(sample.value),
    })),
    entry: signals.length === 0 ? "" : entryOf(signals),
  };
}

function entryOf(signals: readonly Signal[]): string {
  return JSON.stringify({ v: 1, signals });
}

function sampleOf([id, fields]: [string, string[]]): StoredSample {
  return { at: Number(id.split("-")[0]), value: Number(fields[1]) };
}

function understand(name: string, fields: Readonly<Record<string, string>>): LoadedAlert {
  const { [REVISION]: revision, ...records } = fields;
  const parsed = Object.entries(records).map(([field, json]) => ({ field, record: parse(json) }));
  const newer = parsed.find(({ record }) => typeof record?.v === "number" && record.v > 1);
  if (newer !== undefined)
    throw new Error(
      `alert ${name}: ${newer.field} was written by a newer version of watchroom; it stays as it is`,
    );
  const good = parsed.filter(({ record }) => record?.v === 1);
  const alert = good.find(({ field }) => field === ALERT)?.record as
    | Omit<AlertState, "series">
    | undefined;
  const series = good
    .filter(({ field }) => field !== ALERT)
    .map(({ field, record }) => [field, record as SeriesState] as const);
  const damaged = parsed.filter(({ record }) => record?.v !== 1).map(({ field }) => field);
  return {
    revision: Number(revision ?? 0),
    state: together(alert ?? null, Object.fromEntries(series)),
    damaged,
  };
}

/** A damaged record of the alert must not make its firing series forgotten. */
function together(
  alert: Omit<AlertState, "series"> | null,
  series: AlertState["series"],
): AlertState | null {
  if (alert !== null) return { ...alert, series };
  const seen = Object.values(series).map(({ at }) => at);
  return seen.length === 0 ? null : { ...UNSEEN, firstSeenAt: Math.max(...seen), series };
}

function parse(json: string): { readonly v?: unknown } | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
