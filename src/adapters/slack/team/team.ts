import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { together } from "../../../lib/together.ts";
import type { Person } from "../../../oncall/person.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Identity, IdentityRecords } from "../../../ports/identity-records.ts";
import { createChannelMembers } from "./channel-members.ts";
import type { Connection } from "../connection/connection.ts";
import { createDoubts } from "./doubts.ts";
import { createIdentify } from "./identify.ts";
import { identityOf, userIdOf } from "./team-person.ts";
import { rememberSpoke } from "./spoken.ts";
import { bringIn } from "./sync-team.ts";
import { createUsers } from "./users.ts";
import { asWritten, mentioned } from "./with-handles.ts";

/** What stands behind a Slack user id. */
export type Identified =
  /** A full member of the workspace who is in the team's channel. */
  | { readonly kind: "member"; readonly person: Person }
  /** In the channel, but only a guest, or of another organisation: may read. */
  | { readonly kind: "guest"; readonly name: string }
  /** A full member who is not in the channel. */
  | { readonly kind: "elsewhere"; readonly name: string }
  /** Deleted, or no human. */
  | { readonly kind: "nobody" }
  /** Slack could not be asked. */
  | { readonly kind: "unknown" };

/** Slack's users as people of the team. */
export interface Team {
  /** Makes a person of a member who is seen for the first time. */
  identify(userId: string): Promise<Identified>;
  /** Null: not known in Slack, or not there any more. */
  userOf(handle: string): Promise<string | null>;
  /** `<@U1>` in a text that came from Slack becomes `@ana`. */
  withHandles(text: string): Promise<string>;
  /** Wrote or reacted in the team's channel; real milliseconds. */
  spoke(userId: string, at: number): Promise<void>;
  /** Came, left, was renamed, became a guest: what is remembered of them is asked anew. */
  changed(userId: string): Promise<void>;
  left(userId: string): Promise<void>;
}

/** A member who is in the channel, as far as is known. */
export interface Member {
  readonly userId: string;
  readonly handle: string;
}

export interface SlackTeam extends Team {
  members(): Promise<readonly Member[]>;
  /** Brings the whole channel in: at the start, and every hour. Takes its time, until the signal. */
  syncTeam(signal: AbortSignal): Promise<void>;
}

export interface TeamParts {
  readonly connection: Connection;
  readonly identities: IdentityRecords;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
  readonly log: Log;
  /** Between two questions while the whole channel is brought in; real milliseconds. */
  readonly paceMs?: number;
  /** Until what Slack did not tell is asked again. */
  readonly againMs?: number;
}

/** 80 a minute beside the first twenty; Slack takes 100. */
const PACE_MS = 0.75 * SECOND;
const AGAIN_MS = 30 * SECOND;
/** Anybody of the workspace may change, and few of them are in the channel. */
const LOOK_FOR_NEW_EVERY_MS = 10 * SECOND;

export function createTeam(parts: TeamParts): SlackTeam {
  const { connection, identities, notes, clock } = parts;
  const doubts = createDoubts(notes, clock);
  const users = createUsers(connection, notes, doubts, clock);
  const channel = createChannelMembers(connection, notes, doubts, clock);
  const identify = createIdentify({ users, channel, identities, clock });
  let syncing: Promise<void> | null = null;
  const members = async (): Promise<readonly Member[]> =>
    (await identities.all()).flatMap(({ id, handle, left }) => {
      const userId = userIdOf(id);
      return userId === null || left !== null ? [] : [{ userId, handle }];
    });
  /** As the line that mentions them is to name them; empty when Slack's own name has to do. */
  const calledHere = async (userId: string): Promise<string> => {
    if (userId === connection.self()?.userId) return "watchroom";
    const found = await identify(userId);
    if (found.kind === "member") return found.person.handle;
    return "name" in found ? found.name : "";
  };
  const known = (userId: string): Promise<Identity | null> => identities.find(identityOf(userId));

  return {
    identify: (userId) => identify(userId),
    members,
    userOf: together(async (handles) => {
      const all = await members();
      return handles.map((wanted) => all.find(({ handle }) => handle === wanted)?.userId ?? null);
    }),
    withHandles: async (text) => {
      const names = await Promise.all(
        mentioned(text).map(async (id) => [id, await calledHere(id)] as const),
      );
      return asWritten(text, new Map(names.filter(([, name]) => name !== "")));
    },
    spoke: async (userId, at) => {
      const account = await known(userId);
      const who = account?.left === null ? account : personIn(await identify(userId));
      if (who !== null) await rememberSpoke(notes, clock, who.handle, at);
    },
    changed: async (userId) => {
      await doubts.raise(userId);
      const isTold = (await known(userId)) !== null;
      if (isTold || (await notes.once("looked-for-new", LOOK_FOR_NEW_EVERY_MS)))
        await identify(userId);
    },
    left: async (userId) => {
      await doubts.raise(userId);
      await channel.forget(userId);
      if ((await known(userId)) !== null) await identify(userId);
    },
    syncTeam: async (signal) => {
      // The first may wait for Slack for longer than it is to the next.
      syncing ??= bringIn(
        { paceMs: PACE_MS, againMs: AGAIN_MS, ...parts, users, channel, identify, members },
        signal,
      ).finally(() => {
        syncing = null;
      });
      await syncing;
    },
  };
}

const personIn = (found: Identified): Person | null =>
  found.kind === "member" ? found.person : null;
