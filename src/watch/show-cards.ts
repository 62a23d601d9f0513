import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Facts } from "../incidents/incident.ts";
import type { Room } from "../ports/room.ts";
import { drawCard } from "./draw-card.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

const BATCH = 50;
const POST_TIMEOUT_MS = 10 * SECOND;
const LEASE_MS = POST_TIMEOUT_MS + 5 * SECOND;
const RETRY_MS = 2 * SECOND;
/** Trying again cannot help, but somebody may mend the room meanwhile. */
const REFUSED_MS = 60 * SECOND;

/** Brings every card that is out of date up to its incident's newest state; answers how many were due. */
export async function showCards(watch: Watch): Promise<number> {
  const counts = await Promise.all(watch.rooms.map((room) => showIn(watch, room)));
  return counts.reduce((a, b) => a + b, 0);
}

/** Taken one by one: whoever waited behind slow posts would outlive a lease, and be posted twice. */
async function showIn(watch: Watch, room: Room): Promise<number> {
  let facts: Facts | null = null;
  for (let count = 0; count < BATCH; count += 1) {
    const [id] = await watch.cards.take(room.name, watch.clock.real(), LEASE_MS, 1);
    if (id === undefined) return count;
    facts ??= await gatherFacts(watch);
    await tryToShow(watch, room, id, facts);
  }
  return BATCH;
}

/** One card that throws must not hold up the others; it comes again when its lease is over. */
async function tryToShow(watch: Watch, room: Room, id: string, facts: Facts): Promise<void> {
  try {
    await showOne(watch, room, id, facts);
  } catch (error) {
    watch.log.error(
      { room: room.name, incident: id, error },
      "a card could not be drawn or posted",
    );
  }
}

async function showOne(watch: Watch, room: Room, id: string, facts: Facts): Promise<void> {
  const incident = await watch.incidents.load(id);
  // Written by a newer version, which will show it.
  if (!incident) return watch.cards.later(room.name, id, watch.clock.real() + REFUSED_MS);
  const shown = await watch.cards.shown(room.name, id);
  const posted = await room.show(
    await drawCard(watch, incident, facts),
    shown.ref,
    deadline(POST_TIMEOUT_MS),
  );
  if (posted.outcome === "posted") {
    await watch.cards.done(room.name, id, { ref: posted.ref, revision: incident.revision });
    await watch.cards.setFailing(room.name, null);
    return;
  }
  watch.log.warn(
    { room: room.name, incident: incident.number, reason: posted.reason },
    "a card could not be posted",
  );
  const now = watch.clock.real();
  await watch.cards.setFailing(room.name, now);
  await watch.cards.later(
    room.name,
    id,
    now + (posted.retryAfterMs ?? (posted.permanent ? REFUSED_MS : RETRY_MS)),
  );
}
