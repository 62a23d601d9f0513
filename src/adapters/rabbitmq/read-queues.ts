import { counted } from "../../lib/counted.ts";
import { fieldOf } from "../../lib/field-of.ts";
import { oneLine } from "../../lib/plain.ts";
import type { SourceAnswer } from "../../ports/source.ts";
import type { Management } from "./management.ts";
import { OF_QUEUES, type QueueMeasure } from "./measures.ts";
import { queueFigure, type QueueFigure } from "./queue-figure.ts";
import { isPattern, matchesPattern, patternForServer } from "./queue-pattern.ts";

const MOST_SERIES = 100;
/** What RabbitMQ gives at most. */
const PAGE = 500;

export interface QueuesWanted {
  readonly vhost: string;
  /** A name, or a pattern. */
  readonly queue: string;
  readonly measure: QueueMeasure;
}

type Found =
  | { readonly outcome: "found"; readonly queues: readonly unknown[] }
  | { readonly outcome: "failed"; readonly reason: string };

/** One series for each queue. */
export async function readQueues(api: Management, wanted: QueuesWanted): Promise<SourceAnswer> {
  const found = await find(api, wanted);
  if (found.outcome === "failed") return found;
  const { measure } = wanted;
  const figures = found.queues.map((queue) => queueFigure(queue, OF_QUEUES[measure]));
  // Without rates, a queue looks as one that nothing was ever sent to.
  if (figures.some(({ state }) => state === "unused") && !(await hasRates(api)))
    return failed("RabbitMQ keeps no rates: its rates_mode is none, or its statistics are off");
  return answerOf(figures, measure);
}

async function find(api: Management, { vhost, queue, measure }: QueuesWanted): Promise<Found> {
  const columns = ["name", "state", "messages", OF_QUEUES[measure]].join();
  if (!isPattern(queue)) {
    const what = `queue ${shown(queue)} in the vhost ${shown(vhost)}`;
    const got = await api.get({ path: ["queues", vhost, queue], query: { columns }, what });
    return got.outcome === "failed" ? got : { outcome: "found", queues: [got.body] };
  }
  const name = patternForServer(queue);
  const got = await api.get({
    path: ["queues", vhost],
    query: { columns, page: "1", page_size: String(PAGE), name, use_regex: "true" },
    what: `vhost ${shown(vhost)}`,
  });
  return got.outcome === "failed" ? got : matching(got.body, queue);
}

function matching(body: object, pattern: string): Found {
  const items = fieldOf(body, "items");
  const queues = (Array.isArray(items) ? (items as readonly unknown[]) : []).filter((queue) =>
    matchesPattern(pattern, String(fieldOf(queue, "name"))),
  );
  const all = Number(fieldOf(body, "filtered_count"));
  const count = all > PAGE ? all : queues.length;
  if (count === 0) return failed(`no queue matches ${shown(pattern)}`);
  return count <= MOST_SERIES
    ? { outcome: "found", queues }
    : failed(
        `${counted(count, "queue")} match ${shown(pattern)}, at most ${MOST_SERIES} are allowed`,
      );
}

/** A queue without figures is new: they come within seconds. One that is down has had some, and is not forgotten. */
function answerOf(figures: readonly QueueFigure[], measure: QueueMeasure): SourceAnswer {
  const readings = figures.flatMap(({ name, value }) =>
    value === null ? [] : [{ labels: { queue: name }, value }],
  );
  const down = figures.find(({ state }) => state === "down");
  const missing = down && `the queue ${shown(down.name)} is down`;
  if (readings.length > 0)
    return { outcome: "read", readings, ...(missing !== undefined && { unusable: missing }) };
  const name = shown(figures[0]?.name ?? "");
  return failed(missing ?? `RabbitMQ has no ${measure} of the queue ${name} yet`);
}

async function hasRates(api: Management): Promise<boolean> {
  const got = await api.get({
    path: ["overview"],
    query: { columns: "rates_mode,disable_stats" },
    what: "overview here: see the address",
  });
  if (got.outcome === "failed") return false;
  return fieldOf(got.body, "rates_mode") !== "none" && fieldOf(got.body, "disable_stats") !== true;
}

function shown(name: string): string {
  return oneLine(name, 60);
}

function failed(reason: string): { readonly outcome: "failed"; readonly reason: string } {
  return { outcome: "failed", reason };
}
