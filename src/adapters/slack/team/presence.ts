import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { Sighting } from "../../../presence/occupancy.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Refusal } from "../../../ports/failure.ts";
import type { PeopleRecords } from "../../../ports/people-records.ts";
import type { PresenceAnswer, Wanted } from "../../../ports/room.ts";
import type { Connection } from "../connection/connection.ts";
import { whoRests } from "./do-not-disturb.ts";
import { lookAround } from "./look-around.ts";
import { createTurns } from "./presence-turns.ts";
import { whoSpoke } from "./spoken.ts";
import type { Member, SlackTeam } from "./team.ts";

/** How long an answer counts while Slack gives no other; longer than from one look to the next. */
const PRESENCE_STANDS_MS = 90 * SECOND;

export interface Presence {
  read(signal: AbortSignal, wanted?: Wanted): Promise<PresenceAnswer>;
}

export interface PresenceParts {
  readonly connection: Connection;
  readonly team: Pick<SlackTeam, "members">;
  readonly people: Pick<PeopleRecords, "all">;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
}

/**
 * Who is in the channel: whoever wrote or reacted lately, and responders who are active and not in do-not-disturb. As
 * soon as one is known to be there nobody else is asked about, unless all are wanted.
 */
export function createPresence(parts: PresenceParts): Presence {
  const { connection, team, people, notes, clock } = parts;
  return {
    read: async (signal, wanted = "anybody") => {
      const [members, everybody] = await Promise.all([team.members(), people.all()]);
      // A channel of whose members nothing was ever heard is not an empty one.
      if (members.length === 0) return failure("unreachable");
      const handles = members.map(({ handle }) => handle);
      const spoke = await whoSpoke(notes, clock, handles);
      const mayBeCalled = new Set(everybody.filter((p) => p.responder).map((p) => p.handle));
      const seen = (active: readonly Member[]): PresenceAnswer => ({
        outcome: "seen",
        sightings: sightings({ handles, spoke, mayBeCalled, active, now: clock.real() }),
      });
      const isOneEnough = wanted === "anybody";
      if (isOneEnough && spoke.size > 0) return seen([]);

      const responders = members.filter(({ handle }) => mayBeCalled.has(handle));
      const ids = responders.map(({ userId }) => userId);
      const { resting, unknown } = await whoRests(parts, ids, signal);
      const askable = ids.filter((id) => !resting.has(id) && !unknown.has(id));
      const turns = createTurns(notes, ids.length);
      const look = await lookAround(
        { connection, notes, clock, turns, isOneEnough },
        askable,
        signal,
      );
      const active = responders.filter(({ userId }) => look.active.includes(userId));
      const failed = look.failed ?? (unknown.size > 0 ? "unreachable" : null);
      const isSomebodyThere = active.length + spoke.size > 0;
      return failed === null || isSomebodyThere ? seen(active) : failure(failed);
    },
  };
}

function failure(reason: Refusal): PresenceAnswer {
  return { outcome: "failed", reason, permanent: false };
}

/** Whoever is active is so now, whenever within the last minute Slack said it. */
function sightings({
  handles,
  spoke,
  mayBeCalled,
  active,
  now,
}: {
  readonly handles: readonly string[];
  readonly spoke: ReadonlyMap<string, number>;
  readonly mayBeCalled: ReadonlySet<string>;
  readonly active: readonly Member[];
  readonly now: number;
}): readonly Sighting[] {
  const here = new Set(active.map(({ handle }) => handle));
  return [...new Set(handles)]
    .filter((handle) => here.has(handle) || spoke.has(handle))
    .map((handle) => ({
      handle,
      responder: mayBeCalled.has(handle),
      connectedAt: here.has(handle) ? now : null,
      actedAt: here.has(handle) ? now : null,
      spokeAt: spoke.get(handle) ?? null,
      standsMs: PRESENCE_STANDS_MS,
    }));
}
