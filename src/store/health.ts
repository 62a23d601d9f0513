import type { Redis } from "ioredis";
import { HOUR, SECOND } from "../lib/durations.ts";
import type {
  AlertHealth,
  HealthRecords,
  HeartbeatNote,
  ProcessHealth,
  StoreHealth,
} from "../ports/health-records.ts";
import { filled } from "./intake-gate.ts";
import { infoFigure } from "./info-figure.ts";
import type { Keys } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { NOTE_PROCESS, PROCESSES, WAITING_SINCE } from "./scripts/health.ts";

/** @param rooms whose cards count as waiting */
export function createHealthRecords(
  redis: Redis,
  keys: Keys,
  rooms: readonly string[],
): HealthRecords {
  const heartbeat = `${keys.prefix}heartbeat`;
  return {
    read: async (lateAt, real) => {
      const [waiting, figures] = await Promise.all([
        runScript(redis, WAITING_SINCE, [keys.prefix, ...rooms]),
        readAll(redis, keys, lateAt, real),
      ]);
      return { ...figures, waitingSince: waiting === "" ? null : Number(waiting) };
    },
    alerts: async (names) => {
      const pipeline = redis.pipeline();
      for (const name of names) pipeline.hget(`${keys.prefix}series:${name}`, "alert");
      return (await answers(pipeline)).map((json) => readAlert(json as string | null));
    },
    heartbeat: async () => {
      const json = await redis.get(heartbeat);
      return json === null ? null : (JSON.parse(json) as HeartbeatNote);
    },
    noteHeartbeat: async (note) => {
      await redis.set(heartbeat, JSON.stringify(note));
    },
    noteProcess: async (owner, role, real) => {
      await runScript(redis, NOTE_PROCESS, [keys.prefix, owner, role, real]);
    },
    processes: async () =>
      ((await runScript(redis, PROCESSES, [keys.prefix, 30 * SECOND])) as string[]).map(
        (json) => JSON.parse(json) as ProcessHealth,
      ),
  };
}

async function readAll(
  redis: Redis,
  keys: Keys,
  lateAt: number,
  real: number,
): Promise<Omit<StoreHealth, "waitingSince">> {
  const key = (name: string): string => keys.prefix + name;
  const pipeline = redis
    .pipeline()
    .time()
    .xlen(keys.inbox)
    .xrange(keys.inbox, "-", "+", "COUNT", 1)
    .memory("USAGE", keys.inbox)
    .xlen(keys.bad)
    .zcount(keys.due, "-inf", lateAt)
    .zcount(key("pages:failed"), real - HOUR, "+inf")
    .zcard(keys.open)
    .get(key("number"))
    .hgetall(key("deliveries"))
    .info("memory")
    // Fails on a store without an inbox.
    .xinfo("STREAM", keys.inbox);
  const found = await answers(pipeline, 1);
  const [time, entries, oldest, bytes, bad, late, failed, open, number, counted, memory, stream] =
    found as [string[], number, [string][], ...unknown[]];
  const storeTime = Number(time[0]) * SECOND + Math.floor(Number(time[1]) / 1_000);
  const since = oldest[0]?.[0].split("-")[0];
  return {
    inboxEntries: entries,
    inboxLagMs: since === undefined ? 0 : Math.max(0, storeTime - Number(since)),
    intakeFilled: filled(Number(bytes ?? 0), String(memory)),
    accepted: fieldOf(stream, "entries-added"),
    bad: Number(bad),
    late: Number(late),
    pagesFailed: Number(failed),
    openIncidents: Number(open),
    incidents: Number(number ?? 0),
    deliveries: Object.entries(counted as Record<string, string>).map(([name, count]) => {
      const [notifier = "", outcome = ""] = name.split("|");
      return { notifier, outcome, count: Number(count) };
    }),
    memoryPercent: memoryPercent(String(memory)),
    storeTime,
  };
}

/** @param lenient how many of the last ones may fail; they are undefined then */
async function answers(
  pipeline: ReturnType<Redis["pipeline"]>,
  lenient = 0,
): Promise<readonly unknown[]> {
  const all = (await pipeline.exec()) ?? [];
  const [failed] = all.slice(0, all.length - lenient).find(([error]) => error !== null) ?? [];
  if (failed) throw failed;
  return all.map(([error, answer]) => (error ? undefined : answer));
}

function fieldOf(list: unknown, name: string): number {
  return Array.isArray(list) ? Number(list[list.indexOf(name) + 1]) : 0;
}

function memoryPercent(info: string): number {
  const most = infoFigure(info, "maxmemory") || infoFigure(info, "total_system_memory");
  return most === 0 ? 0 : (100 * infoFigure(info, "used_memory")) / most;
}

/** What cannot be read has had no round that anybody knows of. */
function readAlert(json: string | null): AlertHealth {
  try {
    const { at = null, noData = false } = (JSON.parse(json ?? "{}") ?? {}) as Partial<AlertHealth>;
    return { at, noData };
  } catch {
    return { at: null, noData: false };
  }
}
