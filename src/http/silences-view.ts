import { isoInstant } from "../lib/instant.ts";
import type { Watch } from "../watch/watch.ts";

/** What is silent now, the first to end first. The alert `*` is every alert; `by` is a handle. */
export async function silencesView({ silences, clock }: Watch): Promise<object> {
  const active = await silences.active(clock.now());
  return {
    silences: active
      .toSorted((a, b) => a.until - b.until)
      .map(({ alert, until, by }) => ({ alert, until: isoInstant(until), by })),
  };
}
