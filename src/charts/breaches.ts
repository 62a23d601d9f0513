import type { Threshold } from "../alerts/alert.ts";
import { crosses, limitOf } from "../alerts/crosses.ts";
import type { StoredSample } from "../ports/series-records.ts";

/** The parts of a line that are past the threshold. Each begins and ends where the line crosses it, or where the line does. */
export function breaches(
  segment: readonly StoredSample[],
  threshold: Threshold,
): readonly (readonly StoredSample[])[] {
  const found: StoredSample[][] = [];
  let open: StoredSample[] | null = null;
  let before: StoredSample | null = null;
  for (const sample of segment) {
    const isOver = crosses(threshold, sample.value);
    if (isOver !== (open !== null) && before !== null) {
      const crossing = meeting(before, sample, limitOf(threshold));
      if (open === null) found.push((open = [crossing]));
      else open.push(crossing);
    }
    if (isOver && open === null) found.push((open = []));
    if (isOver) open!.push(sample);
    else open = null;
    before = sample;
  }
  return found;
}

function meeting(a: StoredSample, b: StoredSample, limit: number): StoredSample {
  const share = (limit - a.value) / (b.value - a.value);
  return {
    at: a.at + (Number.isFinite(share) ? share : 0) * (b.at - a.at),
    value: limit,
  };
}
