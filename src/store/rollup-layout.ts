import { DAY, MINUTE } from "../lib/durations.ts";
import type { RollUp } from "../ports/series-records.ts";

/**
 * A day of roll-ups of one series is one string: a byte of version, then 288 times five minutes, each a count (a byte,
 * 0: no sample) and min, mean, max and last as little-endian singles of about seven digits.
 */
export const ROLLUP_LAYOUT = {
  version: 1,
  dayMs: DAY,
  bucketMs: 5 * MINUTE,
  headBytes: 1,
  bucketBytes: 17,
  keepMs: 35 * DAY,
} as const;

/** Null: a newer version wrote it. */
export function readRollUps(stored: Buffer, day: number): readonly RollUp[] | null {
  const { version, dayMs, bucketMs, headBytes, bucketBytes } = ROLLUP_LAYOUT;
  if (stored.length === 0) return [];
  if (stored[0] !== version) return null;
  const found: RollUp[] = [];
  for (let at = headBytes; at + bucketBytes <= stored.length; at += bucketBytes) {
    if (stored[at] === 0) continue;
    const [min, mean, max, last] = [1, 5, 9, 13].map((offset) => stored.readFloatLE(at + offset));
    const from = day * dayMs + ((at - headBytes) / bucketBytes) * bucketMs;
    found.push({ from, to: from + bucketMs, min: min!, mean: mean!, max: max!, last: last! });
  }
  return found;
}
