import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import { occupancy, type Occupancy, type Sighting } from "../presence/occupancy.ts";
import type { Room } from "../ports/room.ts";
import type { Watch } from "./watch.ts";

export interface RoomReading {
  readonly room: string;
  readonly occupancy: Occupancy;
  readonly sightings: readonly Sighting[];
}

/** A room to which nothing could be posted for so long is not known to hold anybody. */
export const POSTING_FAILED_MS = 30 * SECOND;
const READ_TIMEOUT_MS = 5 * SECOND;

interface LastGood {
  readonly at: number;
  readonly sightings: readonly Sighting[];
}
const lastGood = new WeakMap<Room, LastGood>();

/** Who is in each room now. What cannot be read is `unknown` as soon as the last good answer is too old. */
export function readRooms(watch: Watch): Promise<readonly RoomReading[]> {
  return Promise.all(watch.rooms.map((room) => readRoom(watch, room)));
}

async function readRoom(watch: Watch, room: Room): Promise<RoomReading> {
  const now = watch.clock.real();
  const [answer, postingFails] = await Promise.all([
    room.presence(deadline(READ_TIMEOUT_MS)),
    cannotPost(watch, room, now),
  ]);
  if (answer.outcome === "seen") lastGood.set(room, { at: now, sightings: answer.sightings });
  const known = lastGood.get(room);
  const isFresh = known !== undefined && now >= known.at && now - known.at <= room.presenceGraceMs;
  if (!isFresh || postingFails)
    return { room: room.name, occupancy: "unknown", sightings: known?.sightings ?? [] };
  return {
    room: room.name,
    occupancy: occupancy(known.sightings, now),
    sightings: known.sightings,
  };
}

async function cannotPost(watch: Watch, room: Room, now: number): Promise<boolean> {
  const since = await watch.cards.failingSince(room.name);
  // An instant that lies ahead was noted before the clock went back: how long it is ago, nobody knows.
  return since !== null && Math.abs(now - since) >= POSTING_FAILED_MS;
}
