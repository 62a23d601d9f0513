import type { Person } from "./person.ts";
import { type Roster, whoIsOnCall } from "./who-is-on-call.ts";

/** When somebody is on call. `until` null: until something is planned that changes it. */
export interface Shift {
  readonly from: number;
  readonly until: number | null;
}

/** The one that a person is in, or the next that is planned; null when none is. */
export function nextShift(roster: Roster, { handle }: Person): Shift | null {
  const changes = roster.overrides
    .flatMap(({ from, until }) => [from, until])
    .filter((at) => at !== null)
    .filter((at) => at > roster.now)
    .toSorted((a, b) => a - b);
  for (const now of [roster.now, ...changes]) {
    const { onCall, override, until } = whoIsOnCall({ ...roster, now });
    if (onCall?.handle !== handle) continue;
    return { from: now > roster.now ? now : (override?.from ?? onCall.joinedAt), until };
  }
  return null;
}
