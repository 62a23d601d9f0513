import { callState } from "../../lib/call-states.ts";
import type { ProgressState } from "../../ports/notifier.ts";
import { meaningOf, type Meaning } from "./error-codes.ts";

const BAD_NUMBER: Meaning = { reason: "bad-destination", permanent: true };
const NOT_REACHED: Meaning = { reason: "unreachable", permanent: false };
/** Not found, gone, incomplete, nowhere: answers of the network that are about the number itself. */
const NO_SUCH_NUMBER = [404, 410, 484, 604];

/** `code` is Twilio's own number, `sip` the network's. A call that failed without either was most likely dialled to a wrong number. */
export function callProgress(
  status: string,
  why: { readonly code: number | null; readonly sip: number | null },
): ProgressState {
  const state = callState(status);
  if (state.kind !== "failed") return state;
  const isWrongNumber = why.sip === null || NO_SUCH_NUMBER.includes(why.sip);
  return failed(meaningOf(why.code) ?? (isWrongNumber ? BAD_NUMBER : NOT_REACHED));
}

export function messageProgress(status: string, code: number | null): ProgressState {
  switch (status) {
    case "delivered":
    case "partially_delivered":
    case "read":
      return { kind: "delivered" };
    case "undelivered":
    case "failed":
    case "canceled":
      return failed(meaningOf(code) ?? NOT_REACHED);
    default:
      return { kind: "under-way" };
  }
}

const failed = ({ reason, permanent }: Meaning): ProgressState => ({
  kind: "failed",
  failure: { outcome: "failed", reason, permanent },
});
