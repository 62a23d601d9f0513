export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

const MOST = 20;

/** 200, "200-299", or a list of these; null when it is neither. */
export function statusRanges(given: unknown): readonly StatusRange[] | null {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const ranges = list.map(rangeOf).filter((range) => range !== null);
  return ranges.length === list.length && list.length > 0 && list.length <= MOST ? ranges : null;
}

function rangeOf(given: unknown): StatusRange | null {
  const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(
    typeof given === "number" || typeof given === "string" ? String(given) : "",
  );
  if (match === null) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from <= to ? { from, to } : null;
}
