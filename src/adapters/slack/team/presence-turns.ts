import { MINUTE } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";

/** Slack takes 50 questions a minute from all of our processes together; with more to ask than that, some are left for others. */
const MOST = 50;
const MOST_OF_MANY = 45;

/** The right to ask about one user, as long as there is any. */
export interface Turns {
  take(): Promise<boolean>;
}

/** Each turn can be had once a minute, by whichever process is first. */
export function createTurns(notes: AdapterRecords, users: number): Turns {
  const most = users > MOST ? MOST_OF_MANY : MOST;
  let next = 0;
  return {
    take: async () => {
      while (next < most) {
        const turn = next;
        next += 1;
        if (await notes.once(`presence-turn:${turn}`, MINUTE)) return true;
      }
      return false;
    },
  };
}
