import type { Clock } from "../../../lib/clock.ts";
import { DAY } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";

const keyOf = (userId: string): string => `doubt:${userId}`;

/** What was learnt of somebody before Slack said that they changed is not to be believed any more. */
export interface Doubts {
  raise(userId: string): Promise<void>;
  /** Whether what was asked at `at`, in real milliseconds, is in doubt. */
  isIn(userId: string, at: number): Promise<boolean>;
}

export function createDoubts(notes: AdapterRecords, clock: Clock): Doubts {
  return {
    // As long as anything is remembered without asking again.
    raise: (userId) => notes.write(keyOf(userId), clock.real(), DAY),
    isIn: async (userId, at) => {
      const since = await notes.read(keyOf(userId));
      return typeof since === "number" && at <= since;
    },
  };
}
