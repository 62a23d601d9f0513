import type { Redis } from "ioredis";
import { HOUR } from "../lib/durations.ts";
import { runScript } from "./run-script.ts";
import { TRIM_SERIES } from "./scripts/tidy.ts";

export const KEEP_SAMPLES_MS = 48 * HOUR;
/** Without any room left the last hour stays, so that an alert's chart shows why it fires. */
const SHORTEST_MS = HOUR;

interface Measured {
  readonly member: string;
  readonly last: number;
  readonly fullBytes: number;
  /** Oldest first. */
  readonly days: readonly { readonly day: number; readonly bytes: number }[];
}

/** Too old goes first; then, until all fits, the oldest day of roll-ups, and at last the older half of the full samples. */
export async function trimSamples(
  redis: Redis,
  prefix: string,
  now: number,
  maxBytes: number,
): Promise<{ readonly droppedForRoom: boolean }> {
  let series = await measure(redis, prefix, now, KEEP_SAMPLES_MS);
  let dropped = false;
  for (let day = oldestDay(series); day !== null && sum(series) > maxBytes;) {
    await dropDay(redis, prefix, series, day);
    dropped = true;
    series = series.map((one) => ({ ...one, days: one.days.filter((d) => d.day !== day) }));
    day = oldestDay(series);
  }
  for (let keep = KEEP_SAMPLES_MS / 2; sum(series) > maxBytes && keep >= SHORTEST_MS; keep /= 2) {
    series = await measure(redis, prefix, now, keep);
    dropped = true;
  }
  return { droppedForRoom: dropped };
}

/** One series a script, so that nothing else waits for long. */
async function measure(
  redis: Redis,
  prefix: string,
  now: number,
  keepMs: number,
): Promise<readonly Measured[]> {
  const found: Measured[] = [];
  const pairs = await redis.zrange(`${prefix}sampled`, 0, -1, "WITHSCORES");
  for (let index = 0; index < pairs.length; index += 2) {
    const [member = "", last = ""] = pairs.slice(index, index + 2);
    const args = [prefix, member, last, now, Math.max(0, now - keepMs)];
    const [fullBytes = 0, ...days] = (await runScript(redis, TRIM_SERIES, args)) as number[];
    found.push({ member, last: Number(last), fullBytes, days: daysOf(days) });
  }
  return found;
}

function daysOf(flat: readonly number[]): Measured["days"] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    day: flat[2 * index]!,
    bytes: flat[2 * index + 1]!,
  }));
}

/** The day that a series is in now stays: it is written to. */
function oldestDay(series: readonly Measured[]): number | null {
  const days = series.flatMap((one) => one.days.slice(0, -1).map(({ day }) => day));
  return days.length === 0 ? null : days.reduce((a, b) => Math.min(a, b));
}

async function dropDay(
  redis: Redis,
  prefix: string,
  series: readonly Measured[],
  day: number,
): Promise<void> {
  const keys = series
    .filter((one) => one.days.some((d) => d.day === day))
    .map(({ member }) => `${prefix}rollups:${member}:${day}`);
  await redis.unlink(...keys);
}

function sum(series: readonly Measured[]): number {
  return series.reduce(
    (total, { fullBytes, days }) => total + fullBytes + days.reduce((all, d) => all + d.bytes, 0),
    0,
  );
}
