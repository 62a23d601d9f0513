import { collectDefaultMetrics, Registry } from "prom-client";
import type { AlertHealth } from "../ports/health-records.ts";
import type { Incident } from "../incidents/incident.ts";
import { providerStates } from "../watch/provider-health.ts";
import type { StatusParts } from "../watch/status-problem.ts";
import type { ApiRoute } from "./api-routes.ts";
import { counter, gauge, type Labelled } from "./metric.ts";
import type { RequestCounts } from "./request-counts.ts";
import { providerMetrics } from "./provider-metrics.ts";
import { selfMetrics } from "./self-metrics.ts";

type Parts = Pick<StatusParts, "watch" | "look" | "idle">;

/** Prometheus text. What all processes share is read from the store at each scrape; requests and `process_` are this process's own. */
export function metricsRoute(parts: Parts, requests: RequestCounts): ApiRoute {
  // Measuring a process costs something, so that it begins with the first who asks.
  let own: Registry | null = null;
  return {
    method: "GET",
    path: "/metrics",
    scope: "read",
    handle: async () => {
      if (own === null) collectDefaultMetrics({ register: (own = new Registry()), prefix: PREFIX });
      const shared = await sharedMetrics(parts);
      counter(shared, {
        name: "watchroom_http_requests_total",
        help: "Requests that this process has answered, by class of route and status.",
        samples: requests
          .all()
          .map(({ route, status, count }) => [count, { route, status: String(status) }]),
      });
      const body = `${await shared.metrics()}\n${await own.metrics()}`;
      return { status: 200, body, headers: { "content-type": shared.contentType } };
    },
  };
}

const PREFIX = "watchroom_";

async function sharedMetrics({ watch, look, idle }: Parts): Promise<Registry> {
  const [seen, open, processes, providers] = await Promise.all([
    look(),
    watch.incidents.open(),
    watch.health.processes(),
    providerStates(watch),
  ]);
  const registry = new Registry();
  selfMetrics(registry, seen);
  gauge(registry, {
    name: "watchroom_open_incidents",
    help: "Incidents that are not resolved, by status and severity.",
    samples: countBy(open, ({ status, severity }) => ({ status, severity })),
  });
  gauge(registry, {
    name: "watchroom_alerts",
    help: "Alerts of the book by state: firing, no-data, idle (nothing can measure them) or quiet.",
    samples: countBy([...seen.alerts], ([name, health]) => ({
      state: stateOf(name, health, open, idle()),
    })),
  });
  gauge(registry, {
    name: "watchroom_processes",
    help: "Processes that run on this store, by role.",
    samples: countBy(processes, ({ role }) => ({ role })),
  });
  providerMetrics(registry, providers);
  return registry;
}

function stateOf(
  name: string,
  { noData }: AlertHealth,
  open: readonly Incident[],
  idle: ReadonlyMap<string, string>,
): string {
  if (idle.has(name)) return "idle";
  if (noData) return "no-data";
  return open.some(({ alert }) => alert === name) ? "firing" : "quiet";
}

function countBy<T>(
  all: readonly T[],
  labels: (one: T) => Readonly<Record<string, string>>,
): readonly Labelled[] {
  const counts = new Map<string, Labelled>();
  for (const one of all) {
    const of = labels(one);
    const key = JSON.stringify(of);
    counts.set(key, [(counts.get(key)?.[0] ?? 0) + 1, of]);
  }
  return [...counts.values()];
}
