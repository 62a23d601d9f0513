import { z } from "zod";
import type { AdapterRecords } from "../../ports/adapter-records.ts";

/** The team's channel, under the id that it has by now. */
export interface OwnChannel {
  id(): string;
  /** As another process may have noted it. */
  recall(): Promise<void>;
  renamed(from: string, to: string): Promise<void>;
}

const KEY = "channel";
const noteSchema = z.object({ configured: z.string(), channel: z.string() });

export function createOwnChannel(
  configured: string,
  notes: Pick<AdapterRecords, "read" | "write">,
): OwnChannel {
  let channel = configured;
  return {
    id: () => channel,
    recall: async () => {
      const note = noteSchema.safeParse(await notes.read(KEY));
      if (note.success && note.data.configured === configured) channel = note.data.channel;
    },
    renamed: async (from, to) => {
      if (from !== channel) return;
      channel = to;
      await notes.write(KEY, { configured, channel: to }, null);
    },
  };
}
