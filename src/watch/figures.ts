import type { Figures } from "../alerts/figures.ts";
import { roundEveryMs } from "../alerts/rounds.ts";
import { SECOND } from "../lib/durations.ts";
import type { AlertHealth, StoreHealth } from "../ports/health-records.ts";
import type { Watch } from "./watch.ts";

/** Real time: a wake-up may be late by so much, and so late may a round begin. */
const LATE_WAKE_MS = 2 * SECOND;
const LATE_ROUND_MS = 15 * SECOND;

/** How watchroom itself stands. */
export interface SelfLook {
  readonly figures: Figures;
  readonly store: StoreHealth;
  /** Those of the book. */
  readonly alerts: ReadonlyMap<string, AlertHealth>;
  /** Names of alerts whose last round is too old. */
  readonly late: readonly string[];
}

/** A few round trips to the store, whatever the size of the book. `idle`: alerts that nothing can measure. */
export function createSelfLook(
  watch: Watch,
  idle: () => ReadonlyMap<string, string>,
): () => Promise<SelfLook> {
  // An alert that is new to this process has one full span before it is late.
  let since: ReadonlyMap<string, number> = new Map();
  return async () => {
    const now = watch.clock.now();
    const names = watch.book().alerts.map(({ name }) => name);
    since = new Map(names.map((name) => [name, Math.min(since.get(name) ?? now, now)]));
    const [store, read] = await Promise.all([
      watch.health.read(now - LATE_WAKE_MS * watch.clock.factor, watch.clock.real()),
      watch.health.alerts(names),
    ]);
    const alerts = new Map(names.flatMap((name, n) => (read[n] ? [[name, read[n]] as const] : [])));
    const late = lateAlerts(watch, { alerts, since, idle: idle() });
    return { figures: figuresOf(watch, store, late.length), store, alerts, late };
  };
}

interface Rounds {
  readonly alerts: ReadonlyMap<string, AlertHealth>;
  readonly since: ReadonlyMap<string, number>;
  readonly idle: ReadonlyMap<string, string>;
}

function lateAlerts({ book, clock }: Watch, { alerts, since, idle }: Rounds): readonly string[] {
  const isLate = (name: string, everyMs: number): boolean => {
    const last = Math.max(alerts.get(name)?.at ?? 0, since.get(name) ?? 0);
    return clock.now() - last > Math.max(3 * everyMs, LATE_ROUND_MS * clock.factor);
  };
  return book()
    .alerts.filter((alert) => {
      const everyMs = roundEveryMs(alert);
      return everyMs !== null && !idle.has(alert.name) && isLate(alert.name, everyMs);
    })
    .map(({ name }) => name);
}

function figuresOf({ clock }: Watch, store: StoreHealth, late: number): Figures {
  const waitedMs = store.waitingSince === null ? 0 : clock.real() - store.waitingSince;
  return {
    "inbox-entries": store.inboxEntries,
    "inbox-lag": store.inboxLagMs / SECOND,
    "inbox-bad": store.bad,
    "wake-ups-late": store.late,
    "outbox-age": Math.max(0, waitedMs) / SECOND,
    "pages-failed": store.pagesFailed,
    "open-incidents": store.openIncidents,
    "collection-late": late,
    "store-memory": store.memoryPercent,
  };
}
