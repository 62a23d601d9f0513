import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { DAY } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Connection } from "../connection/connection.ts";
import type { Doubts } from "./doubts.ts";
import { userFacts, userFactsSchema, type UserFacts } from "./user-facts.ts";

const noteSchema = z.object({ at: z.number(), facts: userFactsSchema });
/** Slack's words for an id behind which nobody is that we may know of. */
const UNKNOWN_TO_SLACK: readonly string[] = [
  "user_not_found",
  "users_not_found",
  "user_not_visible",
];
const NOBODY: UserFacts = { kind: "nobody", userName: "", name: "", zone: null };

const keyOf = (userId: string): string => `user:${userId}`;

/** Who is behind a user id: asked once a day, and remembered for good for when Slack is away. */
export interface Users {
  /** Null: never heard of, and Slack could not be asked. */
  find(userId: string, signal: AbortSignal): Promise<UserFacts | null>;
  /** Whether it can be told without asking. */
  isFresh(userId: string): Promise<boolean>;
}

export function createUsers(
  connection: Connection,
  notes: AdapterRecords,
  doubts: Doubts,
  clock: Clock,
): Users {
  const remembered = async (userId: string): Promise<z.infer<typeof noteSchema> | null> =>
    noteSchema.safeParse(await notes.read(keyOf(userId))).data ?? null;
  const isGood = async (
    userId: string,
    note: z.infer<typeof noteSchema> | null,
  ): Promise<boolean> => {
    const age = clock.real() - (note?.at ?? 0);
    return note !== null && age >= 0 && age < DAY && !(await doubts.isIn(userId, note.at));
  };
  const ask = async (userId: string, signal: AbortSignal): Promise<UserFacts | null> => {
    const self = await connection.untilKnown(signal);
    if (self === null) return null;
    const answer = await connection.api.call("users.info", { user: userId }, signal);
    if (answer.outcome === "failed") return UNKNOWN_TO_SLACK.includes(answer.error) ? NOBODY : null;
    return userFacts(answer.data["user"], self.teamId);
  };
  return {
    isFresh: async (userId) => isGood(userId, await remembered(userId)),
    find: async (userId, signal) => {
      const note = await remembered(userId);
      if (await isGood(userId, note)) return note?.facts ?? null;
      const at = clock.real();
      const facts = await ask(userId, signal);
      if (facts === null) return note?.facts ?? null;
      await notes.write(keyOf(userId), { at, facts }, null);
      return facts;
    },
  };
}
