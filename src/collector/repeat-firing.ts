import { firingSignals } from "../alerts/own-signals.ts";
import { roundEveryMs } from "../alerts/rounds.ts";
import type { AlertDefinition } from "../alerts/alert.ts";
import { MINUTE } from "../lib/durations.ts";
import type { Collector } from "./collector.ts";

/** How often, in `now` time, `repeatFiring` is to be called; and once at start. */
export const REPEAT_FIRING_EVERY_MS = 5 * MINUTE;

/** Signals everything again that fires by our own evaluation: harmless, it joins. Answers how many signals. Never throws. */
export async function repeatFiring(collector: Collector): Promise<number> {
  let repeated = 0;
  for (const definition of collector.alerts()) {
    try {
      repeated += await repeat(collector, definition);
    } catch (error) {
      collector.log.error(
        { alert: definition.name, error },
        "a firing alert could not be signalled again",
      );
    }
  }
  return repeated;
}

async function repeat({ series }: Collector, definition: AlertDefinition): Promise<number> {
  if (roundEveryMs(definition) === null) return 0;
  const read = await series.load(definition.name);
  const signals = read.isNewer || read.state === null ? [] : firingSignals(definition, read.state);
  // Lost: it changes right now, and that change is signalled by its own writer.
  if (signals.length === 0 || (await series.signalAgain(definition.name, read, signals)) === "lost")
    return 0;
  return signals.length;
}
