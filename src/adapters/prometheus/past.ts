import { SECOND } from "../../lib/durations.ts";
import { fieldOf } from "../../lib/field-of.ts";
import type { ServiceAddress } from "../../lib/service-address.ts";
import type { HistoryAnswer, PastSeries, Span } from "../../ports/source.ts";
import { ask } from "./ask.ts";
import { labelsOf, LIMIT, MOST_SERIES, TOO_MANY, valueOf } from "./series.ts";

/** Prometheus' own limit. */
const MOST_SAMPLES = 11_000;
const MAX_BYTES = 16 * 1024 * 1024;
const TOO_LARGE =
  "that is too much history at once: ask for less time, wider steps or fewer series";

/** What the query would have found at each step. */
export async function readPast(
  address: ServiceAddress,
  { query, span }: { readonly query: string; readonly span: Span },
  signal: AbortSignal,
): Promise<HistoryAnswer> {
  const { from, to, stepMs } = span;
  if (!(stepMs > 0 && to >= from)) return failed("the span of time ends before it begins");
  if (Math.floor((to - from) / stepMs) + 1 > MOST_SAMPLES) return failed(TOO_LARGE);
  const [start, end, step] = [from, to, stepMs].map((ms) => String(ms / SECOND)) as [
    string,
    string,
    string,
  ];
  const asked = await ask(
    address,
    {
      path: "query_range",
      form: { query, start, end, step, limit: LIMIT },
      maxBytes: MAX_BYTES,
      smaller: TOO_LARGE,
    },
    signal,
  );
  if (asked.outcome === "failed") return asked;
  if (asked.type !== "matrix") return failed("Prometheus answers no samples");
  if (asked.result.length > MOST_SERIES) return failed(TOO_MANY);
  const series = asked.result.map(pastOf).filter((one) => one !== null);
  return series.length === asked.result.length
    ? { outcome: "read", series }
    : failed("Prometheus answers no samples");
}

function pastOf(series: unknown): PastSeries | null {
  const labels = labelsOf(series);
  const pairs = fieldOf(series, "values");
  if (labels === null || !Array.isArray(pairs)) return null;
  const samples = (pairs as readonly unknown[]).flatMap((pair) => {
    const at = Math.round(Number((pair as readonly unknown[] | null)?.[0]) * SECOND);
    const value = valueOf(pair);
    return value !== null && Number.isFinite(value) && Number.isFinite(at) ? [{ at, value }] : [];
  });
  return { labels, samples };
}

function failed(reason: string): HistoryAnswer {
  return { outcome: "failed", reason };
}
