import { deadline } from "../lib/timers.ts";
import type { Facts } from "../incidents/incident.ts";
import type { Room } from "../ports/room.ts";
import type { DueSummary } from "../ports/storm-records.ts";
import { answerBy } from "./answer-by.ts";
import { drawSummary } from "./draw-summary.ts";
import { gatherTeamFacts } from "./gather-facts.ts";
import {
  mayHaveArrived,
  pauseAfter,
  POST_LEASE_MS,
  POST_TIMEOUT_MS,
  REFUSED_MS,
} from "./posting.ts";
import type { Watch } from "./watch.ts";

const BATCH = 10;

/** Brings every summary of a room that is out of date up to what was counted; answers how many were due. */
export async function showSummaries(watch: Watch, room: Room): Promise<number> {
  let count = 0;
  if (!room.summarise) return count;
  let facts: Facts | null = null;
  for (; count < BATCH; count += 1) {
    const [due] = await watch.storms.take(room.name, POST_LEASE_MS, 1);
    if (!due) break;
    await tryToShow(watch, room, due, (facts ??= await gatherTeamFacts(watch)));
  }
  return count;
}

/** One that throws must not hold up the others; it comes again when its lease is over. */
async function tryToShow(watch: Watch, room: Room, due: DueSummary, facts: Facts): Promise<void> {
  try {
    await showOne(watch, room, due, facts);
  } catch (error) {
    watch.log.error(
      { room: room.name, summary: due.id, error },
      "a summary could not be drawn or posted",
    );
  }
}

async function showOne(
  watch: Watch,
  room: Room,
  { id, ref, isUncertain, revision }: DueSummary,
  facts: Facts,
): Promise<void> {
  const { name } = room;
  const counted = await watch.storms.find(id);
  const later = (inMs: number, uncertain: boolean): Promise<void> =>
    watch.storms.later(name, id, watch.clock.real() + inMs, uncertain);
  // Written by a newer version, which will show it.
  if (!counted || !room.summarise) return later(REFUSED_MS, isUncertain);
  const summary = await drawSummary(watch, counted, facts);
  const limit = deadline(POST_TIMEOUT_MS);
  const posted = await answerBy(limit, room.summarise(summary, { ref, isUncertain }, limit));
  if (posted.outcome === "posted") {
    await Promise.all([
      watch.storms.drawn(name, id, { ref: posted.ref, revision }),
      watch.cards.setFailing(name, null),
    ]);
    return;
  }
  const { reason } = posted;
  watch.log.warn({ room: name, summary: id, reason }, "a summary could not be posted");
  if (reason !== "rate-limited") await watch.cards.setFailing(name, watch.clock.real());
  // An earlier attempt of which nobody knows stays unknown, however this one failed.
  await later(pauseAfter(posted), isUncertain || mayHaveArrived(posted));
}
