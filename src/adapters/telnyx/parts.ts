import type { Clock } from "../../lib/clock.ts";
import type { Log } from "../../lib/log.ts";
import type { TelnyxConfig } from "../../lib/phone-config.ts";
import type { PhoneRecords } from "../../ports/phone-records.ts";

export interface TelnyxParts {
  readonly config: TelnyxConfig;
  /** Our own public address, without a slash at its end; null: Telnyx cannot call us back. */
  readonly callbackUrl: string | null;
  readonly phones: Pick<PhoneRecords, "numberFor">;
  readonly log: Log;
  /** What Telnyx signs is only good for a while; real time. */
  readonly clock: Clock;
}
