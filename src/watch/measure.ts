import type { Incident } from "../incidents/incident.ts";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
/** A number with more places says nothing, and would fill a message. */
const WRITTEN_BELOW = 1e15;

/** "8,200 of 5,000": the value against its threshold; null when nothing was measured. */
export function measure({
  value,
  threshold,
}: Pick<Incident, "value" | "threshold">): string | null {
  if (value === null) return null;
  return threshold === null ? written(value) : `${written(value)} of ${written(threshold)}`;
}

function written(value: number): string {
  return Math.abs(value) < WRITTEN_BELOW ? NUMBER.format(value) : value.toExponential(2);
}
