import type { Redis } from "ioredis";
import { fingerprint, type Labels } from "../alerts/signal.ts";
import type { Notices } from "../ports/notices.ts";
import type { RollUp, SeriesRecords, StoredSample } from "../ports/series-records.ts";
import { readRollUps, ROLLUP_LAYOUT } from "./rollup-layout.ts";

const { dayMs, keepMs } = ROLLUP_LAYOUT;

/** @param prefix what every key begins with, its colon included */
export function createSampleReader(
  redis: Redis,
  prefix: string,
  notices: Pick<Notices, "say">,
): Pick<SeriesRecords, "samples" | "rollups"> {
  const rollups = async (member: string, from: number, to: number): Promise<readonly RollUp[]> => {
    const newest = await redis.zscore(`${prefix}sampled`, member);
    if (newest === null) return [];
    const days = daysBetween(Math.max(from, Number(newest) - keepMs), Math.min(to, Number(newest)));
    const stored = await Promise.all(
      days.map((day) => redis.getBuffer(`${prefix}rollups:${member}:${day}`)),
    );
    const read = days.map((day, index) => readRollUps(stored[index] ?? Buffer.alloc(0), day));
    if (read.includes(null))
      notices.say("newer:roll-ups", {
        what: "Older samples were written by a newer watchroom and are left out.",
        mend: "Upgrade this watchroom.",
      });
    return read.flatMap((day) => day ?? []).filter((one) => one.from <= to && one.to > from);
  };
  return {
    rollups: (alert, labels, from, to) => rollups(memberOf(alert, labels), from, to),
    samples: async (alert, labels, from, to) => {
      const member = memberOf(alert, labels);
      const key = `${prefix}samples:${member}`;
      const [[first], entries] = await Promise.all([
        redis.xrange(key, "-", "+", "COUNT", 1),
        redis.xrange(key, from, to),
      ]);
      const full = entries.map(sampleOf);
      const fullSince = first === undefined ? Infinity : sampleOf(first).at;
      if (from >= fullSince) return full;
      const older = (await rollups(member, from, to))
        .filter((one) => one.to <= fullSince)
        .map((one) => ({ at: (one.from + one.to) / 2, value: one.mean }))
        .filter(({ at }) => at >= from && at <= to);
      return [...older, ...full];
    },
  };
}

function memberOf(alert: string, labels: Labels): string {
  return `${alert}:${fingerprint(alert, labels)}`;
}

function daysBetween(from: number, to: number): readonly number[] {
  const first = Math.floor(from / dayMs);
  return Array.from(
    { length: Math.max(0, Math.floor(to / dayMs) - first + 1) },
    (_, index) => first + index,
  );
}

function sampleOf([id, fields]: [string, string[]]): StoredSample {
  return { at: Number(id.split("-")[0]), value: Number(fields[1]) };
}
