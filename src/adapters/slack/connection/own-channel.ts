import { z } from "zod";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";

/** The team's channel, under the id that it has by now. */
export interface OwnChannel {
  /** Given one of its former ids, that is the new one too; any other stays as it is. */
  id(known?: string): string;
  /** As another process may have noted it. */
  recall(): Promise<void>;
  renamed(from: string, to: string): Promise<void>;
}

const KEY = "channel";
/** Oldest first; the last one counts. */
const noteSchema = z.object({ ids: z.array(z.string()).min(2) });

export function createOwnChannel(
  configured: string,
  notes: Pick<AdapterRecords, "read" | "write">,
): OwnChannel {
  let ids: readonly string[] = [configured];
  const current = (): string => ids.at(-1) ?? configured;
  return {
    id: (known = current()) => (ids.includes(known) ? current() : known),
    recall: async () => {
      const note = noteSchema.safeParse(await notes.read(KEY));
      if (note.success && note.data.ids[0] === configured) ({ ids } = note.data);
    },
    renamed: async (from, to) => {
      if (from !== current() || to === from) return;
      ids = [...ids, to];
      await notes.write(KEY, { ids }, null);
    },
  };
}
