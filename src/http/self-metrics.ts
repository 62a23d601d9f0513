import type { Registry } from "prom-client";
import type { SelfLook } from "../watch/figures.ts";
import { counter, gauge } from "./metric.ts";

/** How watchroom stands as a whole, whichever process is asked. */
export function selfMetrics(registry: Registry, { figures, store }: SelfLook): void {
  const one = (name: string, help: string, value: number): void =>
    gauge(registry, { name: `watchroom_${name}`, help, samples: [[value, {}]] });
  one(
    "inbox_requests",
    "Accepted requests with signals that nobody has taken in yet.",
    figures["inbox-entries"],
  );
  one("inbox_lag_seconds", "How long the oldest of them has waited.", figures["inbox-lag"]);
  one(
    "inbox_bad_requests",
    "Requests that were set aside because they could not be taken in; at most 1,000 are kept.",
    figures["inbox-bad"],
  );
  one(
    "intake_filled_ratio",
    "How much of what the intake may take is taken; at 1 it refuses signals.",
    store.intakeFilled,
  );
  one(
    "wakeups_late",
    "Incidents whose next step is more than 2 seconds late.",
    figures["wake-ups-late"],
  );
  one(
    "outbox_age_seconds",
    "How long the oldest message, card or page has waited to leave.",
    figures["outbox-age"],
  );
  one(
    "pages_failed_last_hour",
    "Pages of the last hour that failed for good.",
    figures["pages-failed"],
  );
  one(
    "collection_late_alerts",
    "Alerts whose last round is older than three times their `every`.",
    figures["collection-late"],
  );
  one(
    "store_memory_ratio",
    "Memory that the store uses of its limit, or of its machine's where it has none.",
    figures["store-memory"] / 100,
  );
  counter(registry, {
    name: "watchroom_requests_accepted_total",
    help: "Requests with signals that were accepted, by all processes, the collector's own included. A request may hold many signals.",
    samples: [[store.accepted, {}]],
  });
  counter(registry, {
    name: "watchroom_incidents_total",
    help: "Incidents that were opened.",
    samples: [[store.incidents, {}]],
  });
  counter(registry, {
    name: "watchroom_deliveries_total",
    help: "Attempts to deliver a page, by notifier and outcome: sent, retry or failed.",
    samples: store.deliveries.map(({ notifier, outcome, count }) => [count, { notifier, outcome }]),
  });
}
