import { z } from "zod";
import { DAY, SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { isLoopback } from "../../../lib/loopback.ts";
import { deadline } from "../../../lib/timers.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Card } from "../../../ports/room.ts";
import type { Picture } from "../drawing/card-message.ts";
import type { Connection } from "../connection/connection.ts";
import { uploadPicture } from "./picture-upload.ts";

export interface Pictures {
  /** What can be shown now, and whether a newer one is to be made. */
  of(card: Card): Promise<{ readonly picture: Picture | null; readonly isDue: boolean }>;
  /** Gives Slack a new one. What fails is noted, and no failure of the card. */
  make(card: Card, signal: AbortSignal): Promise<void>;
  /** Slack did not take a message with it. */
  refused(card: Card, picture: Picture): Promise<void>;
}

const KEEP_MS = 40 * DAY;
/** So often is one tried before the card stays without. */
const TRIES = 3;
/** The card itself waits meanwhile. Real milliseconds. */
const MAKE_MS = 5 * SECOND;

const noteSchema = z.object({
  file: z.string().nullable(),
  ofEnd: z.boolean(),
  failed: z.number(),
});
type Note = z.infer<typeof noteSchema>;
const NONE: Note = { file: null, ofEnd: false, failed: 0 };

export function createPictures(
  connection: Connection,
  notes: Pick<AdapterRecords, "read" | "write">,
  log: Log,
): Pictures {
  /** Slack cannot fetch from us after all. */
  let isFetched = true;
  const read = async (card: Card): Promise<Note> =>
    noteSchema.safeParse(await notes.read(keyOf(card))).data ?? NONE;
  const write = (card: Card, note: Note): Promise<void> => notes.write(keyOf(card), note, KEEP_MS);

  return {
    of: async (card) => {
      if (card.chart === null) return { picture: null, isDue: false };
      if (isFetched && canBeFetched(card.chart))
        return { picture: { kind: "url", url: card.chart }, isDue: false };
      const { file, ofEnd, failed } = await read(card);
      if (failed >= TRIES) return { picture: null, isDue: false };
      return {
        picture: file === null ? null : { kind: "file", id: file },
        isDue: file === null || (isOver(card) && !ofEnd),
      };
    },
    make: async (card, signal) => {
      if (card.chart === null) return;
      const note = await read(card);
      const name = `Incident ${card.incident.number}`;
      const within = AbortSignal.any([signal, deadline(MAKE_MS)]);
      const made = await uploadPicture(connection.api, { url: card.chart, name }, within);
      if (made.outcome === "uploaded")
        return write(card, { file: made.file, ofEnd: isOver(card), failed: 0 });
      log.warn(
        { incident: card.incident.number, step: made.step },
        "a chart could not be given to Slack",
      );
      await write(card, { ...note, failed: note.failed + 1 });
    },
    refused: async (card, picture) => {
      log.warn({ incident: card.incident.number, kind: picture.kind }, "Slack refuses a chart");
      if (picture.kind === "url") isFetched = false;
      else {
        const note = await read(card);
        await write(card, { ...note, failed: note.failed + 1 });
      }
    },
  };
}

function keyOf({ incident }: Card): string {
  return `picture:${incident.id}`;
}

function isOver({ incident }: Card): boolean {
  return incident.status === "resolved";
}

/** Slack fetches over https alone, and from where everybody can. */
function canBeFetched(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" && !isLoopback(hostname);
}
