import type { StoredSample } from "../ports/series-records.ts";

/** At most four samples of each column: the first, the lowest, the highest and the last, so that no spike is lost. */
export function thinOut(
  samples: readonly StoredSample[],
  columnMs: number,
): readonly StoredSample[] {
  const kept: StoredSample[] = [];
  let column: StoredSample[] = [];
  let number = NaN;
  for (const sample of samples) {
    const here = Math.floor(sample.at / columnMs);
    if (here !== number) {
      kept.push(...ends(column));
      column = [];
      number = here;
    }
    column.push(sample);
  }
  kept.push(...ends(column));
  return kept;
}

function ends(column: readonly StoredSample[]): readonly StoredSample[] {
  if (column.length <= 4) return column;
  const [first] = column;
  let [low, high] = [first!, first!];
  for (const sample of column) {
    if (sample.value < low.value) low = sample;
    if (sample.value > high.value) high = sample;
  }
  const wanted = new Set([first, low, high, column.at(-1)]);
  return column.filter((sample) => wanted.has(sample));
}
