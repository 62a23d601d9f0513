import type { Clock } from "../../../lib/clock.ts";
import { MINUTE } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";

/** For so long talk counts as presence. */
const COUNTS_FOR_MS = 10 * MINUTE;
const keyOf = (handle: string): string => `spoke:${handle}`;

/** That somebody wrote or reacted, and when; what they wrote is kept nowhere. `at` in real milliseconds. */
export async function rememberSpoke(
  notes: AdapterRecords,
  clock: Clock,
  handle: string,
  at: number,
): Promise<void> {
  const now = clock.real();
  const keepMs = Math.round(Math.min(at, now) + COUNTS_FOR_MS - now);
  const last = await notes.read(keyOf(handle));
  if (keepMs <= 0 || (typeof last === "number" && last >= at)) return;
  await notes.write(keyOf(handle), Math.min(at, now), keepMs);
}

/** Who of them wrote or reacted within ten minutes, and when, in real milliseconds. */
export async function whoSpoke(
  notes: AdapterRecords,
  clock: Clock,
  handles: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await notes.readMany(handles.map(keyOf));
  const since = clock.real() - COUNTS_FOR_MS;
  return new Map(
    handles.flatMap((handle, index) => {
      const at = found[index];
      return typeof at === "number" && at > since ? [[handle, at] as const] : [];
    }),
  );
}
