import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Failure } from "../ports/failure.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import type { PhoneRoute } from "../ports/phone-records.ts";
import { answerBy } from "./answer-by.ts";
import type { Watch } from "./watch.ts";
import { notifiersBy } from "./ways-out.ts";

/** Somebody waits for the answer, and there may be a second to try. */
const PATIENCE_MS = 8 * SECOND;

/** What reaches real phones, in the order in which it is to be tried. */
export function phoneWays(watch: Pick<Watch, "notifiers">, route: PhoneRoute): readonly Notifier[] {
  return notifiersBy(watch, route).filter(({ pretend }) => pretend !== true);
}

/** Whether a number can be of any use. */
export function hasPhones(watch: Pick<Watch, "notifiers">): boolean {
  return phoneWays(watch, "sms").length + phoneWays(watch, "voice").length > 0;
}

export type Taken =
  | { readonly outcome: "sent"; readonly notifier: string }
  | { readonly outcome: "failed"; readonly notifier: string; readonly failure: Failure };

/** By the first that takes it. If none does: why, from the one that is surest. Null: there is none. */
export async function byFirst(
  notifiers: readonly Notifier[],
  send: (notifier: Notifier, signal: AbortSignal) => Promise<Delivery>,
): Promise<Taken | null> {
  let failed: Extract<Taken, { readonly outcome: "failed" }> | null = null;
  for (const notifier of notifiers) {
    const limit = deadline(Math.min(PATIENCE_MS, notifier.timeoutMs));
    const delivery = await answerBy(limit, send(notifier, limit));
    if (delivery.outcome === "sent") return { outcome: "sent", notifier: notifier.name };
    if (failed === null || (delivery.permanent && !failed.failure.permanent))
      failed = { outcome: "failed", notifier: notifier.name, failure: delivery };
  }
  return failed;
}
