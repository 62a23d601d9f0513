import type { StoredSample } from "../ports/series-records.ts";

/**
 * What no number is, is no sample. Two samples further apart than `gapMs` allows for the first of them are not joined by a line.
 *
 * @param samples oldest first
 */
export function splitAtGaps(
  samples: readonly StoredSample[],
  gapMs: (at: number) => number,
): readonly (readonly StoredSample[])[] {
  const segments: StoredSample[][] = [];
  let before: StoredSample | null = null;
  for (const sample of samples) {
    if (!Number.isFinite(sample.value)) {
      before = null;
      continue;
    }
    if (before === null || sample.at - before.at > gapMs(before.at)) segments.push([sample]);
    else segments.at(-1)!.push(sample);
    before = sample;
  }
  return segments;
}
