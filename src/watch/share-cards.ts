import { SECOND } from "../lib/durations.ts";
import type { Room } from "../ports/room.ts";
import { countInSummaries, type OwnCard } from "./count-in-summaries.ts";
import { isLongOver } from "./is-long-over.ts";
import { POST_LEASE_MS, REFUSED_MS } from "./posting.ts";
import type { Watch } from "./watch.ts";

const BATCH = 200;
/** Then it is time to post what is to be posted. */
const BATCHES = 3;
/** The first of an alert goes before others that came so much earlier: five cards take a room that allows one in a second as many seconds. */
const AHEAD_MS = 10 * SECOND;

/**
 * Of what is due in a room that summarises, counts at once what is part of a summary, and gives what is new its place:
 * what shares a message waits for no post. What was over long ago is no news, and the others are left to be posted. Answers how many were due.
 */
export async function shareCards(watch: Watch, room: Room): Promise<number> {
  let count = 0;
  if (!room.summarise) return count;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const ids = await watch.storms.takeShared(room.name, POST_LEASE_MS, BATCH);
    if (ids.length > 0) await tryToShare(watch, room, ids);
    count += ids.length;
    if (ids.length < BATCH) break;
  }
  return count;
}

/** What cannot be done for many at once comes again one by one, when its lease is over. */
async function tryToShare(watch: Watch, room: Room, ids: readonly string[]): Promise<void> {
  try {
    await share(watch, room, ids);
  } catch (error) {
    watch.log.error({ room: room.name, cards: ids.length, error }, "cards could not be shared out");
  }
}

async function share(watch: Watch, { name }: Room, ids: readonly string[]): Promise<void> {
  const later = (id: string, at: number): Promise<void> => watch.cards.later(name, id, at, false);
  const loaded = await watch.incidents.loadMany(ids);
  const known = loaded.filter((incident) => incident !== null);
  const own = await countInSummaries(watch, { name }, known);
  const now = watch.clock.real();
  const leave = ({ incident: { id, revision, ...incident }, isFirst }: OwnCard): Promise<void> =>
    isLongOver(incident, watch.clock.now())
      ? watch.cards.done(name, id, { ref: null, revision })
      : later(id, isFirst ? now - AHEAD_MS : now);
  const unreadable = ids.filter((_, index) => loaded[index] === null);
  await Promise.all([
    ...own.map(leave),
    // Written by a newer version, which will show them.
    ...unreadable.map((id) => later(id, now + REFUSED_MS)),
  ]);
}
