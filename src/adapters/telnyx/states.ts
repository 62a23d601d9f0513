import { callState } from "../../lib/call-states.ts";
import type { ProgressState } from "../../ports/notifier.ts";
import { meaningOf, type Meaning, type TelnyxError } from "./error-codes.ts";

const BAD_NUMBER: Meaning = { reason: "bad-destination", permanent: true };
const NOT_REACHED: Meaning = { reason: "unreachable", permanent: false };

/** `cause`: why it was hung up, in Telnyx's word. */
export function callProgress(status: string, cause: string): ProgressState {
  const state = callState(status);
  if (state.kind !== "failed") return state;
  return failed(cause === "not_found" ? BAD_NUMBER : NOT_REACHED);
}

/** `delivery_unconfirmed`: its carrier never said; that is no failure. */
export function messageProgress(status: string, error: TelnyxError | null): ProgressState {
  switch (status) {
    case "delivered":
      return { kind: "delivered" };
    case "sending_failed":
    case "delivery_failed":
    case "expired":
      return failed(meaningOf(error) ?? NOT_REACHED);
    default:
      return { kind: "under-way" };
  }
}

const failed = ({ reason, permanent }: Meaning): ProgressState => ({
  kind: "failed",
  failure: { outcome: "failed", reason, permanent },
});
