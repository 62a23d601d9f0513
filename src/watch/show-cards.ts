import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Facts } from "../incidents/incident.ts";
import type { Room } from "../ports/room.ts";
import { drawCard } from "./draw-card.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

const BATCH = 200;
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

/** No more are taken than are posted at once: whoever waited behind slow posts would outlive a lease, and be posted twice. */
async function showIn(watch: Watch, room: Room): Promise<number> {
  const { name, atOnce = 1 } = room;
  let facts: Facts | null = null;
  let count = 0;
  for (let taken = atOnce; taken === atOnce && count < BATCH; count += taken) {
    const ids = await watch.cards.take(name, watch.clock.real(), LEASE_MS, atOnce);
    taken = ids.length;
    if (taken === 0) break;
    const known = (facts ??= await gatherFacts(watch));
    const limit = deadline(POST_TIMEOUT_MS);
    await Promise.all(ids.map((id) => tryToShow(watch, { room, id, facts: known, limit })));
  }
  return count;
}

interface Due {
  readonly room: Room;
  readonly id: string;
  readonly facts: Facts;
  /** Of all that are posted side by side. */
  readonly limit: AbortSignal;
}

/** One card that throws must not hold up the others; it comes again when its lease is over. */
async function tryToShow(watch: Watch, due: Due): Promise<void> {
  try {
    await showOne(watch, due);
  } catch (error) {
    watch.log.error(
      { room: due.room.name, incident: due.id, error },
      "a card could not be drawn or posted",
    );
  }
}

async function showOne(watch: Watch, { room, id, facts, limit }: Due): Promise<void> {
  const [incident, shown] = await Promise.all([
    watch.incidents.load(id),
    watch.cards.shown(room.name, id),
  ]);
  // Written by a newer version, which will show it.
  if (!incident) return watch.cards.later(room.name, id, watch.clock.real() + REFUSED_MS);
  const posted = await room.show(
    await drawCard(watch, incident, facts),
    { ref: shown.ref, isUncertain: shown.ref === null },
    limit,
  );
  if (posted.outcome === "posted") {
    const now = { ref: posted.ref, revision: incident.revision };
    await Promise.all([
      watch.cards.done(room.name, id, now),
      watch.cards.setFailing(room.name, null),
    ]);
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
