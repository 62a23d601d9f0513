import type { Incident } from "../incidents/incident.ts";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** "8,200 of 5,000": the value against its threshold; null when nothing was measured. */
export function measure({
  value,
  threshold,
}: Pick<Incident, "value" | "threshold">): string | null {
  if (value === null) return null;
  return threshold === null
    ? NUMBER.format(value)
    : `${NUMBER.format(value)} of ${NUMBER.format(threshold)}`;
}
