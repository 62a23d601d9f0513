import type { Redis } from "./store/connect.ts";
import { beat } from "./collector/beat.ts";
import type { Collector } from "./collector/collector.ts";
import { runDueRounds } from "./collector/due-rounds.ts";
import { idleAlerts } from "./collector/idle-alerts.ts";
import { REPEAT_FIRING_EVERY_MS, repeatFiring } from "./collector/repeat-firing.ts";
import { collectRound } from "./collector/round.ts";
import type { Clock } from "./lib/clock.ts";
import { SECOND } from "./lib/durations.ts";
import type { Log } from "./lib/log.ts";
import type { Book } from "./playbooks/book.ts";
import type { Notices } from "./ports/notices.ts";
import type { Source } from "./ports/source.ts";
import { createRounds, type Rounds } from "./queue/rounds.ts";
import { createIntakeRecords } from "./store/series-intake.ts";
import { createSeriesRecords } from "./store/series.ts";

/** Real time that a round may take to begin. */
const LATE_MS = 5 * SECOND;

export interface CollectionParts {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly sources: readonly Source[];
  readonly notices: Notices;
  book(): Book;
}

/** Samples in, signals out. */
export interface Collection {
  /** A heartbeat. */
  beat(name: string): Promise<"known" | "unknown">;
  /** Every few seconds, by whoever answers requests. */
  accepts(): Promise<void>;
  /** At each start of whoever answers requests. */
  opened(): Promise<void>;
  /** Alerts that nothing can measure, and why, for humans. */
  idle(): ReadonlyMap<string, string>;
  createRounds(connect: (use: "requests" | "background") => Redis): Rounds;
  /** Every round that should have been run by now and was not: the queue may have lost it. */
  runLate(): Promise<void>;
  /** Every round that is due, here and now. */
  runDue(): Promise<void>;
  /** Signals again what fires, if it is time; to be called every few seconds by one process. */
  repeat(): Promise<void>;
}

export function createCollection({
  redis,
  prefix,
  clock,
  log,
  sources,
  notices,
  book,
}: CollectionParts): Collection {
  const intake = createIntakeRecords(redis, prefix);
  const collector: Collector = {
    clock,
    log,
    intake,
    series: createSeriesRecords(redis, prefix, notices),
    sources: new Map(sources.map((source) => [source.kind, source])),
    alerts: () => book().alerts,
  };
  const run = (alert: string, slot: number): Promise<unknown> =>
    collectRound(collector, alert, slot);
  let repeatedAt = -Infinity;
  return {
    beat: (name) => beat(collector, name, clock.now()),
    accepts: () => intake.accepts(clock.now(), clock.real()),
    opened: () => intake.opened(clock.now(), clock.real()),
    idle: () => idleAlerts(collector),
    createRounds: (connect) =>
      createRounds({
        connect,
        prefix: `${prefix}bull`,
        clock,
        log,
        run,
        alerts: () => book().alerts,
      }),
    runLate: () => runDueRounds(book().alerts, clock.now() - LATE_MS * clock.factor, run),
    runDue: () => runDueRounds(book().alerts, clock.now(), run),
    repeat: async () => {
      const now = clock.now();
      if (now >= repeatedAt && now < repeatedAt + REPEAT_FIRING_EVERY_MS) return;
      repeatedAt = now;
      await repeatFiring(collector);
    },
  };
}
