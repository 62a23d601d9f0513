import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import { readRooms, type RoomReading } from "./read-rooms.ts";
import type { Watch } from "./watch.ts";

const TIMEOUT_MS = 5 * SECOND;

/** Who is in each room now, by name: not only whether anybody is, as far as each room can tell. */
export async function whoIsHere(watch: Watch): Promise<readonly RoomReading[]> {
  const readings = await readRooms(watch);
  return Promise.all(
    readings.map(async (reading) => {
      const room = watch.rooms.find(({ name }) => name === reading.room);
      const answer = await room?.presence(deadline(TIMEOUT_MS), "all");
      return answer?.outcome === "seen" ? { ...reading, sightings: answer.sightings } : reading;
    }),
  );
}
