import { z } from "zod";
import { DAY } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Place } from "./ref.ts";

/** Where an incident's message is, by its number: what is said of it goes into that thread. */
export interface Places {
  keep(number: number, told: Told): Promise<void>;
  find(number: number): Promise<Told | null>;
}

/** `id`: the incident's; null: the message is about many. */
export interface Told extends Place {
  readonly id: string | null;
}

const KEEP_MS = 40 * DAY;
const noteSchema = z.object({ id: z.string().nullable(), channel: z.string(), ts: z.string() });

export function createPlaces(notes: Pick<AdapterRecords, "read" | "write">): Places {
  return {
    keep: (number, { id, channel, ts }) =>
      notes.write(`place:${number}`, { id, channel, ts }, KEEP_MS),
    find: async (number) => noteSchema.safeParse(await notes.read(`place:${number}`)).data ?? null,
  };
}
