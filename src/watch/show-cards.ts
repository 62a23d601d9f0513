import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Facts, Incident } from "../incidents/incident.ts";
import type { Failure } from "../ports/failure.ts";
import type { TakenCard } from "../ports/page-records.ts";
import type { Posted, Room, Shown } from "../ports/room.ts";
import { answerBy } from "./answer-by.ts";
import { isInSummary } from "./count-in-summaries.ts";
import { drawCard } from "./draw-card.ts";
import { gatherTeamFacts } from "./gather-facts.ts";
import { isLongOver } from "./is-long-over.ts";
import {
  mayHaveArrived,
  pauseAfter,
  POST_LEASE_MS,
  POST_TIMEOUT_MS,
  REFUSED_MS,
} from "./posting.ts";
import { shareCards } from "./share-cards.ts";
import type { Watch } from "./watch.ts";

const BATCH = 200;
/** What is still to be added to a card that was shown once more is looked for so much later. */
const UNFINISHED_MS = 2 * SECOND;
/** A room that asks for less patience than this works. */
const LIMITED_MS = 30 * SECOND;

/** Brings every card that is out of date up to its incident's newest state, in every room; answers how many were due. */
export async function showCards(watch: Watch): Promise<number> {
  const counts = await Promise.all(watch.rooms.map((room) => showCardsIn(watch, room)));
  return counts.reduce((a, b) => a + b, 0);
}

/**
 * In one room. No more are taken than are posted at once: whoever waited behind slow posts would outlive a lease, and be
 * posted twice. Ends with the first that fails: others follow with the next look, and those that are new come first then.
 */
export async function showCardsIn(watch: Watch, room: Room): Promise<number> {
  const { name, atOnce = 1 } = room;
  let facts: Facts | null = null;
  let count = 0;
  for (let taken = atOnce; taken === atOnce && count < BATCH; count += taken) {
    const shared = await shareCards(watch, room);
    const cards = await watch.cards.take(name, watch.clock.real(), POST_LEASE_MS, atOnce);
    taken = cards.length;
    if (taken === 0) return count + shared;
    const known = (facts ??= await gatherTeamFacts(watch));
    const limit = deadline(POST_TIMEOUT_MS);
    const shown = await Promise.all(
      cards.map((card) => tryToShow(watch, { room, card, facts: known, limit })),
    );
    if (shown.includes(false)) return 0;
  }
  return count;
}

interface Due {
  readonly room: Room;
  readonly card: TakenCard;
  readonly facts: Facts;
  /** Of all that are posted side by side. */
  readonly limit: AbortSignal;
}

/** One card that throws must not hold up the others; it comes again when its lease is over. False: the room takes none. */
async function tryToShow(watch: Watch, due: Due): Promise<boolean> {
  try {
    return await showOne(watch, due);
  } catch (error) {
    watch.log.error(
      { room: due.room.name, incident: due.card.incident, error },
      "a card could not be drawn or posted",
    );
    return true;
  }
}

async function showOne(watch: Watch, { room, card, facts, limit }: Due): Promise<boolean> {
  const { incident: id, isUncertain } = card;
  const [incident, { ref }] = await Promise.all([
    watch.incidents.load(id),
    watch.cards.shown(room.name, id),
  ]);
  if (!incident) {
    // Written by a newer version, which will show it.
    await watch.cards.later(room.name, id, watch.clock.real() + REFUSED_MS, isUncertain);
    return true;
  }
  if (await isInSummary(watch, room, incident, ref)) return true;
  const shown: Shown = { ref, isUncertain };
  if (isNoNews(incident, shown, watch.clock.now())) {
    await watch.cards.done(room.name, id, { ref: null, revision: incident.revision });
    return true;
  }
  const drawn = await drawCard(watch, incident, facts);
  const posted = await answerBy(limit, room.show(drawn, shown, limit));
  if (posted.outcome === "posted") {
    await noteShown(watch, room, incident, { posted, isFirst: ref === null });
    return true;
  }
  await noteFailed(watch, room, incident, { posted, isUncertain });
  return posted.permanent;
}

/** A room that was away learns of what happened meanwhile, and is not flooded with what is long over. What may be there already is brought up to date. */
function isNoNews(incident: Incident, { ref, isUncertain }: Shown, now: number): boolean {
  return ref === null && !isUncertain && isLongOver(incident, now);
}

interface Shows {
  readonly posted: Exclude<Posted, Failure>;
  readonly isFirst: boolean;
}

async function noteShown(
  watch: Watch,
  { name }: Room,
  { id, revision }: Incident,
  { posted: { ref, unfinished }, isFirst }: Shows,
): Promise<void> {
  if (unfinished) await watch.cards.again(name, id);
  await Promise.all([
    watch.cards.done(name, id, { ref, revision }),
    watch.cards.setFailing(name, null),
  ]);
  if (unfinished && !isFirst)
    await watch.cards.later(name, id, watch.clock.real() + UNFINISHED_MS, false);
}

async function noteFailed(
  watch: Watch,
  { name }: Room,
  { id, number }: Incident,
  { posted, isUncertain }: { readonly posted: Failure; readonly isUncertain: boolean },
): Promise<void> {
  const { reason, retryAfterMs = 0 } = posted;
  watch.log.warn({ room: name, incident: number, reason }, "a card could not be posted");
  const now = watch.clock.real();
  if (reason !== "rate-limited" || retryAfterMs >= LIMITED_MS)
    await watch.cards.setFailing(name, now);
  // An earlier attempt of which nobody knows stays unknown, however this one failed.
  const uncertain = isUncertain || mayHaveArrived(posted);
  await watch.cards.later(name, id, now + pauseAfter(posted), uncertain);
}
