import type { Clock } from "../../lib/clock.ts";
import type { Log } from "../../lib/log.ts";
import type { Inward } from "../../ports/inward.ts";
import type { LocalRoomRecords } from "../../ports/local-room-records.ts";

export interface HubParts {
  readonly records: LocalRoomRecords;
  readonly inward: Inward;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether real phones are configured, so that the page need not stand for one. */
  readonly phoneReal: boolean;
}
