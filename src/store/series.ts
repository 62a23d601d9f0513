import type { Redis } from "ioredis";
import { UNSEEN, type AlertState, type Evaluation } from "../alerts/series-state.ts";
import type { Signal } from "../alerts/signal.ts";
import type { Notices } from "../ports/notices.ts";
import type { LoadedAlert, SeriesRecords } from "../ports/series-records.ts";
import { readRecord } from "./read-record.ts";
import { UPGRADES } from "./record-kinds.ts";
import { complaint } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { KEEP_SAMPLES_MS } from "./sample-trimming.ts";
import { createSampleReader } from "./samples.ts";
import { MOST_SERIES, WRITE_ROUND } from "./scripts/series-write.ts";

const TOO_MANY_SERIES = {
  what: `More than ${MOST_SERIES} series are measured: those beyond have no chart, though their alerts work.`,
  mend: "Measure fewer series, for instance with fewer labels.",
};
const REVISION = "rev";
const ALERT = "alert";

/** @param prefix what every key begins with, its colon included */
export function createSeriesRecords(
  redis: Redis,
  prefix: string,
  notices: Pick<Notices, "say">,
): SeriesRecords {
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
    const outcome = await runScript(redis, WRITE_ROUND, [prefix, JSON.stringify(request)]);
    if (outcome === 2) notices.say("samples:series", TOO_MANY_SERIES);
    return outcome === 0 ? "lost" : "written";
  };
  return {
    load: async (alert) => understand(notices, await redis.hgetall(`${prefix}series:${alert}`)),
    write: (alert, read, evaluation) => write(alert, read, requestOf(read, evaluation)),
    signalAgain: (alert, read, signals) => write(alert, read, { entry: entryOf(signals) }),
    ...createSampleReader(redis, prefix, notices),
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

function understand(
  notices: Pick<Notices, "say">,
  fields: Readonly<Record<string, string>>,
): LoadedAlert {
  const { [REVISION]: revision, ...records } = fields;
  const read = Object.entries(records).map(([field, json]) => {
    const kind = field === ALERT ? "alert-state" : "series-state";
    return { field, kind, found: readRecord(json, UPGRADES[kind]) } as const;
  });
  const fresh = { revision: Number(revision ?? 0), state: null, damaged: [] };
  for (const { kind, found } of read) {
    if (found.outcome !== "newer") continue;
    notices.say(`newer:${kind}`, complaint(kind, found));
    return { ...fresh, isNewer: true };
  }
  const good = read.flatMap(({ field, found }) =>
    found.outcome === "read" ? [[field, found.record] as const] : [],
  );
  const { [ALERT]: alert, ...series } = Object.fromEntries(good);
  return {
    ...fresh,
    state: together(
      (alert ?? null) as Omit<AlertState, "series"> | null,
      series as unknown as AlertState["series"],
    ),
    damaged: read.filter(({ found }) => found.outcome === "damaged").map(({ field }) => field),
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
