import { fieldOf } from "../../lib/field-of.ts";
import type { ServiceAddress } from "../../lib/service-address.ts";
import type { Reading, SourceAnswer } from "../../ports/source.ts";
import { ask } from "./ask.ts";
import { labelsOf, LIMIT, MOST_SERIES, TOO_MANY, valueOf } from "./series.ts";

/** Before a round is over, so that Prometheus itself gives up a query that is too slow. */
const TIMEOUT = "9s";
const MAX_BYTES = 1024 * 1024;

const NOT_NUMBERS: Readonly<Record<string, string>> = {
  string: "the query answers text, and a number is needed",
  matrix: "the query answers a span of samples: make one number of it, as in rate(...[5m])",
};

/** What the query finds now, by Prometheus' own clock. */
export async function readNow(
  address: ServiceAddress,
  query: string,
  signal: AbortSignal,
): Promise<SourceAnswer> {
  const asked = await ask(
    address,
    {
      path: "query",
      form: { query, timeout: TIMEOUT, limit: LIMIT },
      maxBytes: MAX_BYTES,
      smaller: TOO_MANY,
    },
    signal,
  );
  if (asked.outcome === "failed") return asked;
  if (asked.type === "scalar") return answerOf([{ labels: {}, value: valueOf(asked.result) }]);
  if (asked.type !== "vector")
    return failed(NOT_NUMBERS[asked.type] ?? "the query answers no numbers");
  if (asked.result.length > MOST_SERIES) return failed(TOO_MANY);
  return answerOf(
    asked.result.map((series) => ({
      labels: labelsOf(series),
      value: valueOf(fieldOf(series, "value")),
    })),
  );
}

/** NaN is what Prometheus says of nothing by nothing: no value, as for a series that is not there. */
function answerOf(
  found: readonly {
    readonly labels: Reading["labels"] | null;
    readonly value: number | null;
  }[],
): SourceAnswer {
  if (found.length === 0)
    return failed("the query finds no series: see its names, and leave out a comparison in it");
  const readings: Reading[] = [];
  for (const { labels, value } of found) {
    if (labels === null || value === null)
      return failed(
        "the query answers a histogram: make one number of it, as in histogram_quantile(...)",
      );
    if (!Number.isNaN(value)) readings.push({ labels, value });
  }
  if (!readings.some(({ value }) => Number.isFinite(value)))
    return failed("the query answers no number (NaN or infinite): it may divide by zero");
  return { outcome: "read", readings };
}

function failed(reason: string): SourceAnswer {
  return { outcome: "failed", reason };
}
