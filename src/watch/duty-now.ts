import { type Duty, whoIsOnCall } from "../oncall/who-is-on-call.ts";
import type { Watch } from "./watch.ts";

export function dutyNow(watch: Watch): Promise<Duty> {
  return dutyAt(watch, watch.clock.now());
}

/** As far as is known now, for an instant that is not past. */
export async function dutyAt(watch: Watch, at: number): Promise<Duty> {
  const [people, overrides] = await Promise.all([
    watch.people.all(),
    watch.roster.overrides(watch.clock.now()),
  ]);
  return whoIsOnCall({ people, overrides, now: at });
}
