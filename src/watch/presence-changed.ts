import { outdatePresence } from "./ask-presence.ts";
import { readRooms } from "./read-rooms.ts";
import type { Watch } from "./watch.ts";

/** Somebody came or went. When nobody is known to be left, everything that waits for the room is due now. */
export async function presenceChanged(watch: Watch): Promise<void> {
  for (const room of watch.rooms) outdatePresence(room);
  const rooms = await readRooms(watch);
  if (rooms.some((room) => room.occupancy === "occupied")) return;
  await watch.incidents.hurryWaiting(watch.clock.now());
}
