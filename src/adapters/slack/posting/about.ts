import { z } from "zod";
import { DAY, MINUTE, SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Connection } from "../connection/connection.ts";
import { readOne } from "./history.ts";
import { aboutOf } from "./metadata.ts";

/** What one of our messages is about, so that a reaction on it means something. */
export type About =
  | { readonly kind: "incident"; readonly id: string; readonly number: number }
  | { readonly kind: "summary"; readonly id: string }
  | { readonly kind: "page"; readonly id: string }
  /** The subject of an answer, as an offered handoff. */
  | { readonly kind: "subject"; readonly subject: string };

/** By channel and ts. Asks Slack for our own metadata when we remember nothing. */
export interface Abouts {
  remember(channel: string, ts: string, about: About): Promise<void>;
  find(channel: string, ts: string): Promise<About | null>;
}

const KEEP_MS = 40 * DAY;
const KEEP_SUBJECT_MS = 2 * DAY;
/** A message that is not ours is not asked about again at each reaction. */
const KEEP_NOTHING_MS = 10 * MINUTE;
const TIMEOUT_MS = 5 * SECOND;

const noteSchema = z.union([
  z.object({ kind: z.literal("incident"), id: z.string(), number: z.number() }),
  z.object({ kind: z.enum(["summary", "page"]), id: z.string() }),
  z.object({ kind: z.literal("subject"), subject: z.string() }),
  z.object({ kind: z.literal("nothing") }),
]);

export function createAbouts(
  connection: Connection,
  notes: Pick<AdapterRecords, "read" | "write">,
): Abouts {
  const remember = (channel: string, ts: string, about: About): Promise<void> =>
    notes.write(keyOf(channel, ts), about, about.kind === "subject" ? KEEP_SUBJECT_MS : KEEP_MS);
  return {
    remember,
    find: async (channel, ts) => {
      const note = noteSchema.safeParse(await notes.read(keyOf(channel, ts)));
      if (note.success) return note.data.kind === "nothing" ? null : note.data;
      const read = await readOne(connection, channel, ts, deadline(TIMEOUT_MS));
      if (read.outcome === "failed") return null;
      const about = read.message === null ? null : aboutOf(read.message.metadata);
      if (about !== null) await remember(channel, ts, about);
      else await notes.write(keyOf(channel, ts), { kind: "nothing" }, KEEP_NOTHING_MS);
      return about;
    },
  };
}

function keyOf(channel: string, ts: string): string {
  return `about:${channel}/${ts}`;
}
