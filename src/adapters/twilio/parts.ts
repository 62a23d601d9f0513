import type { Log } from "../../lib/log.ts";
import type { TwilioConfig } from "../../lib/phone-config.ts";
import type { PhoneRecords } from "../../ports/phone-records.ts";

export interface TwilioParts {
  readonly config: TwilioConfig;
  /** Our own public address, without a slash at its end; null: Twilio cannot call us back. */
  readonly callbackUrl: string | null;
  readonly phones: Pick<PhoneRecords, "numberFor">;
  readonly log: Log;
}
