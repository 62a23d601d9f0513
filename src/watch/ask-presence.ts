import { SECOND } from "../lib/durations.ts";
import type { Log } from "../lib/log.ts";
import { deadline } from "../lib/timers.ts";
import type { PresenceAnswer, Room } from "../ports/room.ts";
import type { Sighting } from "../presence/occupancy.ts";
import { answerBy } from "./answer-by.ts";

const TIMEOUT_MS = 5 * SECOND;
/** One answer of a room that is dear to ask serves everybody in this process for so long; real milliseconds. */
export const SHARED_MS = 5 * SECOND;

/** What this process has heard of a room lately. Real milliseconds, of when it was asked. */
export interface Heard {
  /** The last good answer. */
  readonly good: { readonly at: number; readonly sightings: readonly Sighting[] } | null;
  /** The last time that there was none. */
  readonly failedAt: number | null;
}

interface Asked {
  readonly at: number;
  readonly done: Promise<void>;
  isOpen: boolean;
  /** Somebody came or went since. */
  isOutdated: boolean;
}

const heard = new WeakMap<Room, Heard>();
const lastAsked = new WeakMap<Room, Asked>();

export function heardOf(room: Room): Heard {
  return heard.get(room) ?? { good: null, failedAt: null };
}

/** Asks the room who is there. One that is dear to ask is asked by one at a time, and the others share the answer. */
export async function askPresence(room: Room, now: number, log: Log): Promise<void> {
  if (!room.presenceIsDear) return ask(room, now, log);
  const before = lastAsked.get(room);
  if (before && !before.isOutdated && (before.isOpen || isRecent(before, now))) return before.done;
  const follows = before?.isOpen ? before.done : Promise.resolve();
  const done = follows.then(() => ask(room, now, log));
  const asked: Asked = { at: now, done, isOpen: true, isOutdated: false };
  lastAsked.set(room, asked);
  await done;
  asked.isOpen = false;
}

/** Somebody came or went: what the room said before does not count. */
export function outdatePresence(room: Room): void {
  const asked = lastAsked.get(room);
  if (asked) asked.isOutdated = true;
}

function isRecent({ at }: Asked, now: number): boolean {
  return now >= at && now - at < SHARED_MS;
}

async function ask(room: Room, at: number, log: Log): Promise<void> {
  const answer = await answerOf(room, log);
  const { good } = heardOf(room);
  heard.set(
    room,
    answer.outcome === "seen"
      ? { good: { at, sightings: answer.sightings }, failedAt: null }
      : { good, failedAt: at },
  );
}

/** A room that breaks is one of which nobody knows who is there: it must not break what asks. */
async function answerOf(room: Room, log: Log): Promise<PresenceAnswer> {
  const limit = deadline(TIMEOUT_MS);
  try {
    return await answerBy(limit, room.presence(limit));
  } catch (error) {
    log.error({ room: room.name, error }, "a room broke when it was asked who is there");
    return { outcome: "failed", reason: "rejected", permanent: false };
  }
}
