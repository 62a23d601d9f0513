import { DAY, MINUTE } from "../lib/durations.ts";
import type { Notice } from "../ports/notices.ts";
import type { TidyJob, TidyRecords } from "../ports/tidy-records.ts";
import type { Watch } from "./watch.ts";

/** In `now` time. */
export const KEEP_INCIDENTS_MS = 400 * DAY;
const KEEP_ALERTS_MS = 35 * DAY;
const EVERY_MS: Readonly<Record<TidyJob, number>> = { day: DAY, samples: 5 * MINUTE };
/** Real: far longer than one step takes. */
const LEASE_MS = 60_000;
const MIB = 1024 * 1024;

export interface Tidying {
  /** Takes a small step of what is due; true: there is more to do at once. */
  step(): Promise<boolean>;
}

/** Removes what is old. One process at a time, in small steps; whoever takes over begins the day's work again, which does no harm. */
export function createTidying(
  watch: Watch,
  records: TidyRecords,
  { samplesMaxMb }: { readonly samplesMaxMb: number },
): Tidying {
  let after = 0;
  const isDue = async (job: TidyJob, now: number): Promise<boolean> => {
    const done = await records.doneAt(job);
    return done === null || now >= done + EVERY_MS[job] || now < done - EVERY_MS[job];
  };
  const samples = async (now: number): Promise<void> => {
    const { droppedForRoom } = await records.trimSamples(now, samplesMaxMb * MIB);
    if (droppedForRoom) watch.notices.say("samples:room", tooManySamples(samplesMaxMb));
    await records.setDone("samples", now);
  };
  const day = async (now: number): Promise<boolean> => {
    const { deleted, next } = await records.forgetIncidents(after, now - KEEP_INCIDENTS_MS);
    if (deleted > 0) watch.log.info({ deleted }, "incidents of long ago were deleted");
    after = next ?? 0;
    if (next !== null) return true;
    const alerts = new Set(watch.book().alerts.map(({ name }) => name));
    await records.sweep(alerts, now - KEEP_ALERTS_MS);
    await records.setDone("day", now);
    return false;
  };
  return {
    step: async () => {
      if ((await watch.leases.hold("tidy", LEASE_MS)) === null) return false;
      const now = watch.clock.now();
      if (await isDue("samples", now)) await samples(now);
      return (await isDue("day", now)) && (await day(now));
    },
  };
}

function tooManySamples(maxMb: number): Notice {
  return {
    what: `The samples need more than SAMPLES_MAX_MB (${maxMb}): the oldest were dropped, so charts do not reach back 35 days.`,
    mend: "Raise it, or measure fewer series.",
  };
}
