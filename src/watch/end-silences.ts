import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Silence } from "../ports/book-records.ts";
import { ALL_ALERTS } from "./silence.ts";
import type { Watch } from "./watch.ts";

const TIMEOUT_MS = 10 * SECOND;

/** Forgets the silences that are over, and says so of a maintenance. To be called every few seconds, by one process. */
export async function endSilences(watch: Watch): Promise<void> {
  for (const silence of await watch.silences.over(watch.clock.now()))
    if (silence.alert !== ALL_ALERTS || (await isSaid(watch, silence)))
      await watch.silences.forget(silence);
}

/** Under a name of its own, so that a room that is told twice shows it once. */
async function isSaid(watch: Watch, { until }: Silence): Promise<boolean> {
  const saying = {
    id: `silence-over-${until}`,
    text: "The silence of all alerts is over.",
    incident: null,
    loud: false,
    isUncertain: true,
  };
  const posted = await Promise.all(
    watch.rooms.map((room) => room.say(saying, deadline(TIMEOUT_MS))),
  );
  return posted.every((p) => p.outcome === "posted" || p.permanent);
}
