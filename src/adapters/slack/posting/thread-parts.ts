import { z } from "zod";
import { DAY } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { SlackMessage } from "../drawing/message.ts";
import type { Posts } from "./post.ts";
import type { Place } from "./ref.ts";

export interface ThreadParts {
  /** Whether some of them are not there yet. */
  isMissing(told: Told): Promise<boolean>;
  /** Posts the next of them that are not there yet, a few at a time; answers whether some are still to come. */
  post(told: Told, signal: AbortSignal): Promise<boolean>;
}

interface Told {
  readonly id: string;
  /** The incident's; null for a summary's. */
  readonly number: number | null;
  readonly place: Place;
  readonly parts: readonly SlackMessage[];
  /** The message cannot be older; real milliseconds. */
  readonly since: number;
}

const KEEP_MS = 40 * DAY;
/** Others wait for their cards meanwhile. */
const AT_ONCE = 2;

export function createThreadParts(
  posts: Posts,
  notes: Pick<AdapterRecords, "read" | "write" | "once">,
): ThreadParts {
  const countDone = async (told: Told): Promise<number> =>
    z.number().safeParse(await notes.read(keyOf(told))).data ?? 0;
  return {
    isMissing: async (told) => told.parts.length > (await countDone(told)),
    post: async (told, signal) => {
      const { id, number, place, parts, since } = told;
      const key = keyOf(told);
      const done = await countDone(told);
      for (const [index, message] of parts.entries()) {
        if (index < done) continue;
        if (index >= done + AT_ONCE || signal.aborted) return true;
        const isFirstTry = await notes.once(`${key}/${index}`, KEEP_MS);
        const sent = await posts.post(
          {
            channel: place.channel,
            thread: place.ts,
            message,
            mark: { kind: "thread", id, number, part: index },
            urgency: "other",
            triedSince: isFirstTry ? null : since,
          },
          signal,
        );
        if (sent.outcome === "failed" && !sent.permanent) return true;
        await notes.write(key, index + 1, KEEP_MS);
      }
      return false;
    },
  };
}

/** A message that was posted anew has a thread of its own. */
function keyOf({ id, place }: Told): string {
  return `thread:${id}/${place.ts}`;
}
