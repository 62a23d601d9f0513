import type { Method } from "../incidents/policy.ts";
import type { Failure, Refusal } from "../ports/failure.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import type { ProviderNote } from "../ports/provider-records.ts";
import type { Watch } from "./watch.ts";
import { notifiersBy } from "./ways-out.ts";

/** Longer than any provider is put behind the others: what lies further ahead was noted before the clock went back. Real milliseconds. */
const LONGEST_OUT_MS = 5 * 60_000;

/** Reasons that lie with the account or the provider, and not with the number. */
const ITS_OWN: readonly Refusal[] = [
  "unauthorized",
  "unpaid",
  "server-error",
  "timeout",
  "unreachable",
  "rejected",
];

export interface ProviderState {
  readonly method: Method;
  readonly provider: string;
  /** A page would go by it first. */
  readonly inUse: boolean;
  /** Tried after the others for now. `sinceMs`: an instant, real. */
  readonly out: { readonly reason: Refusal; readonly sinceMs: number } | null;
}

/** Those that work before those that lately did not; else in the order in which they are configured. */
export function healthyFirst<T>(all: readonly T[], isOut: (one: T) => boolean): readonly T[] {
  return [...all.filter((one) => !isOut(one)), ...all.filter(isOut)];
}

/** Answers who of a method is behind the others now. */
export function outNow(
  notes: readonly ProviderNote[],
  now: number,
): (notifier: Pick<Notifier, "method" | "name">) => ProviderNote | null {
  return ({ method, name }) =>
    notes.find(
      ({ method: of, provider, outUntil }) =>
        of === method &&
        provider === name &&
        outUntil !== null &&
        outUntil > now &&
        outUntil <= now + LONGEST_OUT_MS,
    ) ?? null;
}

/** What an attempt says of its provider. Of a number that cannot be reached nothing follows. */
export async function noteProvider(
  watch: Watch,
  { method, name: provider, pretend }: Notifier,
  delivery: Delivery,
): Promise<void> {
  if (pretend === true) return;
  if (delivery.outcome === "sent") return watch.providers.worked(method, provider);
  if (isItsOwn(delivery))
    await watch.providers.failed({
      method,
      provider,
      reason: delivery.reason,
      isOut: delivery.permanent,
      now: watch.clock.real(),
    });
}

function isItsOwn({ reason }: Failure): boolean {
  return ITS_OWN.includes(reason);
}

/** The real ones of every method, in the order in which they are configured. */
export async function providerStates(watch: Watch): Promise<readonly ProviderState[]> {
  const isOut = outNow(await watch.providers.all(), watch.clock.real());
  return [...watch.notifiers.keys()].flatMap((method) => {
    const real = notifiersBy(watch, method).filter(({ pretend }) => pretend !== true);
    const [first] = healthyFirst(real, (one) => isOut(one) !== null);
    return real.map((one): ProviderState => {
      const note = isOut(one);
      return {
        method,
        provider: one.name,
        inUse: one === first,
        out: note && { reason: note.reason, sinceMs: note.since },
      };
    });
  });
}
