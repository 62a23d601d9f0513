import { ALL_ALERTS } from "./silence.ts";
import type { Watch } from "./watch.ts";

/** Forgets the silences that are over, and says so of a maintenance. To be called every few seconds, by one process. */
export async function endSilences(watch: Watch): Promise<void> {
  for (const silence of await watch.silences.over(watch.clock.now())) {
    if (silence.alert === ALL_ALERTS)
      await watch.sayings.add({
        v: 1,
        // A name of its own, so that a room that is told twice shows it once.
        id: `silence-over-${silence.until}`,
        incident: null,
        text: "The silence of all alerts is over.",
        loud: false,
      });
    await watch.silences.forget(silence);
  }
}
