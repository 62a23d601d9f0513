import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { HOUR } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Connection } from "../connection/connection.ts";
import type { Doubts } from "./doubts.ts";

/** Longer than from one look at the whole channel to the next. */
const GOOD_FOR_MS = 2 * HOUR;
const AT_ONCE = 100;
/** Ten thousand people: more is no team's room. */
const MOST_PAGES = 50;

const noteSchema = z.object({ at: z.number(), ids: z.array(z.string()) });
const pageSchema = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().catch("") }).catch({ next_cursor: "" }),
});

/** Who is in the team's channel. */
export interface ChannelMembers {
  /** Null: not known, and Slack could not be asked. */
  has(userId: string, signal: AbortSignal): Promise<boolean | null>;
  /** Asks anew; user ids in Slack's order. Null: it could not be asked. */
  ask(signal: AbortSignal): Promise<readonly string[] | null>;
  /** They said that they leave. */
  forget(userId: string): Promise<void>;
}

export function createChannelMembers(
  connection: Connection,
  notes: AdapterRecords,
  doubts: Doubts,
  clock: Clock,
): ChannelMembers {
  const key = (): string => `members:${connection.channel()}`;
  const remembered = async (): Promise<z.infer<typeof noteSchema> | null> =>
    noteSchema.safeParse(await notes.read(key())).data ?? null;
  const ask: ChannelMembers["ask"] = async (signal) => {
    const at = clock.real();
    const ids = await askAll(connection, signal);
    if (ids !== null) await notes.write(key(), { at, ids }, null);
    return ids;
  };
  return {
    ask,
    has: async (userId, signal) => {
      const note = await remembered();
      const age = clock.real() - (note?.at ?? 0);
      const isGood = age >= 0 && age < GOOD_FOR_MS;
      if (note !== null && isGood && !(await doubts.isIn(userId, note.at)))
        return note.ids.includes(userId);
      const ids = (await ask(signal)) ?? note?.ids;
      return ids?.includes(userId) ?? null;
    },
    forget: async (userId) => {
      const note = await remembered();
      if (note === null) return;
      await notes.write(key(), { ...note, ids: note.ids.filter((id) => id !== userId) }, null);
    },
  };
}

async function askAll(
  connection: Connection,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const ids: string[] = [];
  let cursor = "";
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await connection.api.call(
      "conversations.members",
      { channel: connection.channel(), limit: AT_ONCE, ...(cursor !== "" && { cursor }) },
      signal,
    );
    const read = pageSchema.safeParse(answer.outcome === "answered" ? answer.data : null);
    if (!read.success) return null;
    ids.push(...read.data.members);
    cursor = read.data.response_metadata.next_cursor;
    if (cursor === "") break;
  }
  return [...new Set(ids)];
}
