import { warning, type StatusProblem } from "./status-problem.ts";
import type { Watch } from "./watch.ts";
import { notifiersBy } from "./ways-out.ts";

export const NO_KEYS = "Calls only speak: no pressed key reaches us, as PUBLIC_URL is not set.";
export const SET_PUBLIC_URL =
  "Set PUBLIC_URL to an address that Twilio or Telnyx can reach. Until then people acknowledge by push, by direct message or in the room.";

/** Whether a call is real and cannot be answered. */
export function hearsNoKeys(watch: Pick<Watch, "notifiers" | "callbackUrl">): boolean {
  const calls = notifiersBy(watch, "voice").some(({ pretend }) => pretend !== true);
  return calls && watch.callbackUrl === null;
}

export function wayProblems(watch: Watch): readonly StatusProblem[] {
  return hearsNoKeys(watch) ? [warning(NO_KEYS, SET_PUBLIC_URL)] : [];
}
