import { fieldOf } from "../../lib/field-of.ts";
import type { Labels } from "../../alerts/signal.ts";

export const MOST_SERIES = 100;
export const TOO_MANY = `more than ${MOST_SERIES} series: let the query add them up, as in sum by (job) (...)`;
/** One more than is allowed tells that there are too many. Releases that do not know it leave it be. */
export const LIMIT = String(MOST_SERIES + 1);

/** Without the name of the metric. Null when this is no series. */
export function labelsOf(series: unknown): Labels | null {
  const metric = fieldOf(series, "metric");
  if (typeof metric !== "object" || metric === null) return null;
  return Object.fromEntries(
    Object.entries(metric)
      .filter(([name]) => name !== "__name__")
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Of Prometheus' pair of time and text; null when it is none. */
export function valueOf(pair: unknown): number | null {
  const text: unknown = Array.isArray(pair) ? pair[1] : undefined;
  if (typeof text !== "string") return null;
  if (text === "NaN") return NaN;
  const infinite = /^([+-]?)Inf$/.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}
