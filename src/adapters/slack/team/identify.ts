import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import type { IdentityRecords } from "../../../ports/identity-records.ts";
import type { ChannelMembers } from "./channel-members.ts";
import { enrol, standDown } from "./team-person.ts";
import type { Identified } from "./team.ts";
import type { Users } from "./users.ts";

/** Somebody waits for an answer meanwhile. */
const PATIENCE_MS = 5 * SECOND;

/** `joinedAt`: for somebody new, in `now` time. */
export type Identify = (
  userId: string,
  options?: { readonly joinedAt?: number; readonly signal?: AbortSignal },
) => Promise<Identified>;

/** What stands behind a user id now. Makes a person of a new member; whoever is none any more is not called. */
export function createIdentify({
  users,
  channel,
  identities,
  clock,
}: {
  readonly users: Users;
  readonly channel: ChannelMembers;
  readonly identities: IdentityRecords;
  readonly clock: Clock;
}): Identify {
  return async (userId, { joinedAt = clock.now(), signal = deadline(PATIENCE_MS) } = {}) => {
    const facts = await users.find(userId, signal);
    if (facts === null) return { kind: "unknown" };
    if (facts.kind === "nobody") {
      await standDown(identities, userId);
      return { kind: "nobody" };
    }
    const isIn = await channel.has(userId, signal);
    if (isIn === null) return { kind: "unknown" };
    if (facts.kind === "member" && isIn)
      return { kind: "member", person: await enrol(identities, userId, facts, joinedAt) };
    await standDown(identities, userId);
    if (facts.kind === "member") return { kind: "elsewhere", name: facts.name };
    // A guest whom nobody let into the channel reads nothing of it.
    return isIn ? { kind: "guest", name: facts.name } : { kind: "nobody" };
  };
}
