import type { AlertDefinition } from "../alerts/alert.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { IntakeRecords, SeriesRecords } from "../ports/series-records.ts";
import type { Source } from "../ports/source.ts";

/** What collection is given. Made once by the app. */
export interface Collector {
  readonly clock: Clock;
  readonly log: Log;
  readonly series: SeriesRecords;
  readonly intake: IntakeRecords;
  /** By kind. A kind without a source: its alerts are idle. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Those of the book in force. */
  alerts(): readonly AlertDefinition[];
}
