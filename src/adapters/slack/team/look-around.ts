import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { MINUTE, SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Refusal } from "../../../ports/failure.ts";
import type { Connection } from "../connection/connection.ts";
import { byLikelihood, type Heard } from "./presence-order.ts";
import type { Turns } from "./presence-turns.ts";

const GOOD_FOR_MS = MINUTE;
/** Of no more use than to ask them first. */
const OF_USE_FOR_MS = 10 * MINUTE;
const AT_ONCE = 8;
/** One whom Slack thinks about for long holds up nobody else. */
const ONE_MS = 2 * SECOND;
/** Slack's words for somebody who is there no more. */
const GONE: readonly string[] = ["user_not_found", "user_disabled", "user_not_visible"];

const heardSchema = z.object({ active: z.boolean(), at: z.number() });
const keyOf = (userId: string): string => `presence:${userId}`;

export interface Look {
  readonly active: readonly string[];
  /** Why somebody could not be asked; null: all are known, or enough are. */
  readonly failed: Refusal | null;
}

export interface LookParts {
  readonly connection: Connection;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
  readonly turns: Turns;
  /** Whether one who is active is enough. */
  readonly isOneEnough: boolean;
}

/** Which of these users are active. What any process was told within a minute is not asked again. */
export async function lookAround(
  parts: LookParts,
  userIds: readonly string[],
  signal: AbortSignal,
): Promise<Look> {
  const { notes, clock, isOneEnough } = parts;
  const notesOf = await notes.readMany(userIds.map(keyOf));
  const candidates = userIds.map((userId, index) => ({
    userId,
    heard: heardSchema.safeParse(notesOf[index]).data ?? null,
  }));
  const isGood = (heard: Heard | null): boolean => {
    const age = clock.real() - (heard?.at ?? 0);
    return heard !== null && age >= 0 && age < GOOD_FOR_MS;
  };
  const active = candidates.filter(({ heard }) => heard?.active === true && isGood(heard));
  const found = active.map(({ userId }) => userId);
  if (isOneEnough && found.length > 0) return { active: found, failed: null };
  const toAsk = byLikelihood(candidates.filter(({ heard }) => !isGood(heard)));
  return askAll(
    parts,
    toAsk.map(({ userId }) => userId),
    found,
    signal,
  );
}

async function askAll(
  parts: LookParts,
  userIds: readonly string[],
  known: readonly string[],
  signal: AbortSignal,
): Promise<Look> {
  const enough = new AbortController();
  const active = [...known];
  let failed: Refusal | null = null;
  const waiting = userIds.values();
  const askOnAndOn = async (): Promise<void> => {
    for (const userId of waiting) {
      const answer = await ask(parts, userId, AbortSignal.any([signal, enough.signal]));
      if (answer === "active") active.push(userId);
      else if (answer === "no-turn") failed ??= "rate-limited";
      else if (answer !== "away") failed ??= answer;
      if (answer === "rate-limited" || (answer === "active" && parts.isOneEnough)) enough.abort();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOnAndOn));
  return { active, failed: parts.isOneEnough && active.length > 0 ? null : failed };
}

async function ask(
  { connection, notes, clock, turns }: LookParts,
  user: string,
  signal: AbortSignal,
): Promise<"active" | "away" | "no-turn" | Refusal> {
  if (signal.aborted) return "timeout";
  if (!(await turns.take())) return "no-turn";
  const within = AbortSignal.any([signal, deadline(ONE_MS)]);
  const answer = await connection.api.call("users.getPresence", { user }, within);
  if (answer.outcome === "failed" && !GONE.includes(answer.error)) return answer.reason;
  const isActive = answer.outcome === "answered" && answer.data["presence"] === "active";
  await notes.write(keyOf(user), { active: isActive, at: clock.real() }, OF_USE_FOR_MS);
  return isActive ? "active" : "away";
}
