import type { Redis } from "ioredis";
import { SECOND } from "../lib/durations.ts";
import type { IntakeRecords } from "../ports/series-records.ts";
import { runScript } from "./run-script.ts";
import { NOTE_INTAKE } from "./scripts/series-intake.ts";

/** A longer pause means that nobody could have been heard. */
const BREAK_MS = 15 * SECOND;

/** @param prefix what every key begins with, its colon included */
export function createIntakeRecords(redis: Redis, prefix: string): IntakeRecords {
  const note = async (now: number, real: number, isStart: boolean): Promise<void> => {
    await runScript(redis, NOTE_INTAKE, [prefix, now, real, BREAK_MS, isStart ? 1 : 0]);
  };
  return {
    opened: (now, real) => note(now, real, true),
    accepts: (now, real) => note(now, real, false),
    acceptingSince: async (real) => {
      const [since, seen] = await redis.hmget(`${prefix}intake`, "since", "seen");
      if (since == null || seen == null || real - Number(seen) > BREAK_MS) return null;
      return Number(since);
    },
  };
}
