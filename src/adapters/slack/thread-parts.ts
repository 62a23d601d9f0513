import { z } from "zod";
import { DAY } from "../../lib/durations.ts";
import type { AdapterRecords } from "../../ports/adapter-records.ts";
import type { Incident } from "../../incidents/incident.ts";
import type { SlackMessage } from "./message.ts";
import type { Posts } from "./post.ts";
import type { Place } from "./ref.ts";

export interface ThreadParts {
  /** Posts the next of them that are not there yet, a few at a time; answers whether some are still to come. */
  post(told: Told, signal: AbortSignal): Promise<boolean>;
}

interface Told {
  readonly incident: Incident;
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
  return {
    post: async ({ incident, place, parts, since }, signal) => {
      // A message that was posted anew has a thread of its own.
      const key = `thread:${incident.id}/${place.ts}`;
      const done = z.number().safeParse(await notes.read(key)).data ?? 0;
      const { id, number } = incident;
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
