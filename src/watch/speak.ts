import { HOUR } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Room, Saying } from "../ports/room.ts";
import type { StoredSaying, TakenSaying } from "../ports/saying-records.ts";
import { answerBy } from "./answer-by.ts";
import { mayHaveArrived, pauseAfter, POST_LEASE_MS, POST_TIMEOUT_MS } from "./posting.ts";
import { saidInSummary, type SaidInSummary } from "./said-in-summary.ts";
import type { Watch } from "./watch.ts";

const BATCH = 50;
/** What was to be said of an incident that is over for so long helps nobody; in `now` time. */
const LATE_MS = HOUR;

/** Says what waits to be said in one room, one after the other; answers how much was due. Ends with the first that fails: another follows with the next look. */
export async function speak(watch: Watch, room: Room): Promise<number> {
  for (let count = 0; count < BATCH; count += 1) {
    const taken = await watch.sayings.take(room.name, watch.clock.real(), POST_LEASE_MS);
    if (taken === null) return count;
    if (!(await tryToSay(watch, room, taken))) return 0;
  }
  return BATCH;
}

/** One that throws must not hold up the others; it comes again when its lease is over. */
async function tryToSay(watch: Watch, room: Room, taken: TakenSaying): Promise<boolean> {
  try {
    return await sayOne(watch, room, taken);
  } catch (error) {
    watch.log.error(
      { room: room.name, saying: taken.saying.id, error },
      "something could not be said",
    );
    return true;
  }
}

async function sayOne(
  watch: Watch,
  room: Room,
  { saying, isUncertain }: TakenSaying,
): Promise<boolean> {
  const incident = saying.incident === null ? null : await watch.incidents.load(saying.incident);
  const done = (): Promise<void> => watch.sayings.done(room.name, saying.id);
  const isMoot =
    isTooLate(saying, incident, watch.clock.now()) || (await isNoLongerTrue(watch, saying));
  const place = isMoot ? LEFT_OUT : await saidInSummary(watch, room, incident, saying);
  if (place.kind === "left-out") {
    await done();
    return true;
  }
  const limit = deadline(POST_TIMEOUT_MS);
  const words = { ...sayingOf(saying, incident, place), isUncertain };
  const said = await answerBy(limit, room.say(words, limit));
  if (said.outcome === "posted") {
    await done();
    return true;
  }
  const { reason, permanent } = said;
  watch.log.warn({ room: room.name, saying: saying.id, reason, permanent }, UNSAID);
  if (permanent) {
    await done();
    return true;
  }
  const again = watch.clock.real() + pauseAfter(said);
  // An earlier attempt of which nobody knows stays unknown, however this one failed.
  await watch.sayings.later(room.name, saying.id, again, isUncertain || mayHaveArrived(said));
  return false;
}

const LEFT_OUT: SaidInSummary = { kind: "left-out" };
const UNSAID = "something could not be said in a room";

function isTooLate({ loud }: StoredSaying, incident: Incident | null, now: number): boolean {
  const over = incident?.resolvedAt ?? null;
  return !loud && over !== null && now - over > LATE_MS;
}

/** That paging is held helps nobody once it goes on. */
async function isNoLongerTrue(watch: Watch, { whileHeld }: StoredSaying): Promise<boolean> {
  return whileHeld === true && (await watch.hold.current()) === null;
}

function sayingOf(
  { id, text, loud }: StoredSaying,
  incident: Incident | null,
  place: SaidInSummary,
): Omit<Saying, "isUncertain"> {
  if (place.kind === "together" && place.ref !== null)
    return { id, text, loud, incident: null, summary: place.ref };
  const number = incident?.number ?? null;
  return { id, text: number === null ? text : `#${number}: ${text}`, loud, incident: number };
}
