import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { sleep } from "../../../lib/timers.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { ChannelMembers } from "./channel-members.ts";
import type { Connection } from "../connection/connection.ts";
import type { Identify } from "./identify.ts";
import type { Member } from "./team.ts";
import type { Users } from "./users.ts";

/** Slack takes a burst; a small team is there at once. */
const AT_ONCE = 20;
/** Several processes start together: each leaves to the others whom they are asking about. */
const ASKING_MS = 30 * SECOND;
/** An hour of them; then it is the next look's turn. */
const MOST_PASSES = 120;

interface SyncParts {
  readonly connection: Connection;
  readonly users: Users;
  readonly channel: ChannelMembers;
  readonly identify: Identify;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
  readonly log: Log;
  /** Real milliseconds. */
  readonly paceMs: number;
  readonly againMs: number;
  members(): Promise<readonly Member[]>;
}

/** Makes people of all who are in the channel, in its order, and stands down whoever left it unseen. What Slack does not tell is asked again, for an hour or until the signal. */
export async function bringIn(parts: SyncParts, signal: AbortSignal): Promise<void> {
  const { connection, log, againMs } = parts;
  if ((await connection.untilKnown(signal)) === null) return;
  let todo: readonly Newcomer[] | null = null;
  for (let pass = 0; pass < MOST_PASSES && !signal.aborted; pass += 1) {
    if (pass > 0) await sleep(againMs, signal);
    const before = todo;
    todo ??= await everybody(parts, signal);
    if (todo !== null) todo = await bringInAll(parts, todo, before !== null, signal);
    if (todo?.length === 0) return;
    if (pass === 0)
      log.warn(
        { users: todo?.length ?? null },
        "Slack did not say who is in the channel; it is asked again",
      );
  }
}

/** Null: Slack did not say. */
async function everybody(
  { connection, channel, clock, members }: SyncParts,
  signal: AbortSignal,
): Promise<readonly Newcomer[] | null> {
  const ids = await channel.ask(signal);
  if (ids === null) return null;
  const gone = (await members()).filter(({ userId }) => !ids.includes(userId));
  const from = clock.now();
  return [...ids, ...gone.map(({ userId }) => userId)]
    .filter((userId) => userId !== connection.self()?.userId)
    .map((userId, index) => ({ userId, joinedAt: from + index }));
}

interface Newcomer {
  readonly userId: string;
  /** Two who join at one instant would have no order. */
  readonly joinedAt: number;
}

/** Answers those about whom nothing could be learnt. */
async function bringInAll(
  { users, identify, notes, paceMs }: SyncParts,
  newcomers: readonly Newcomer[],
  isAgain: boolean,
  signal: AbortSignal,
): Promise<Newcomer[]> {
  const unknown: Newcomer[] = [];
  let asked = 0;
  for (const newcomer of newcomers) {
    if (signal.aborted) return unknown;
    const { userId, joinedAt } = newcomer;
    const isFresh = await users.isFresh(userId);
    if (!isFresh && !isAgain && !(await notes.once(`asking:${userId}`, ASKING_MS))) continue;
    const found = await identify(userId, { joinedAt });
    if (found.kind === "unknown") unknown.push(newcomer);
    if (isFresh) continue;
    asked += 1;
    if (asked > AT_ONCE) await sleep(paceMs, signal);
  }
  return unknown;
}
