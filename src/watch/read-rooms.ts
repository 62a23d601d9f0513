import { SECOND } from "../lib/durations.ts";
import { occupancy, type Occupancy, type Sighting } from "../presence/occupancy.ts";
import type { Room } from "../ports/room.ts";
import { askPresence, heardOf } from "./ask-presence.ts";
import type { Watch } from "./watch.ts";

export interface RoomReading {
  readonly room: string;
  readonly occupancy: Occupancy;
  readonly sightings: readonly Sighting[];
  /** It is `unknown` because nobody has asked lately, as nothing hangs on it. */
  readonly isUnasked?: true;
}

/** A room to which nothing could be posted for so long is not known to hold anybody. */
export const POSTING_FAILED_MS = 30 * SECOND;

/** Who is in each room now. What cannot be read is `unknown` as soon as the last good answer is too old. */
export function readRooms(watch: Watch): Promise<readonly RoomReading[]> {
  return Promise.all(watch.rooms.map((room) => readRoom(watch, room)));
}

/** The same for what hangs on nothing: a room that is dear to ask is not asked, and what this process heard lately must do. */
export function lookAtRooms(watch: Watch): Promise<readonly RoomReading[]> {
  return Promise.all(watch.rooms.map((room) => lookAtRoom(watch, room)));
}

export async function lookAtRoom(watch: Watch, room: Room): Promise<RoomReading> {
  if (!room.presenceIsDear) return readRoom(watch, room);
  return judge(watch, room, await cannotPost(watch, room));
}

async function readRoom(watch: Watch, room: Room): Promise<RoomReading> {
  const [postingFails] = await Promise.all([
    cannotPost(watch, room),
    askPresence(room, watch.clock.real(), watch.log),
  ]);
  return judge(watch, room, postingFails);
}

function judge(watch: Watch, room: Room, postingFails: boolean): RoomReading {
  const now = watch.clock.real();
  const stands = (at: number): boolean => now >= at && now - at <= room.presenceGraceMs;
  const { good, failedAt } = heardOf(room);
  const sightings = good?.sightings ?? [];
  const isKnown = good !== null && stands(good.at) && !postingFails;
  const isUnasked = !isKnown && !postingFails && !(failedAt !== null && stands(failedAt));
  return {
    room: room.name,
    occupancy: isKnown ? occupancy(sightings, now) : "unknown",
    sightings,
    ...(isUnasked && { isUnasked }),
  };
}

async function cannotPost(watch: Watch, room: Room): Promise<boolean> {
  const since = await watch.cards.failingSince(room.name);
  // An instant that lies ahead was noted before the clock went back: how long it is ago, nobody knows.
  return since !== null && Math.abs(watch.clock.real() - since) >= POSTING_FAILED_MS;
}
