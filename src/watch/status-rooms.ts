import { lookAtRooms } from "./read-rooms.ts";
import { error, warning, type StatusProblem } from "./status-problem.ts";
import type { Watch } from "./watch.ts";

/** Whether the rooms can be read and written to. */
export async function roomProblems(watch: Watch): Promise<readonly StatusProblem[]> {
  const readings = await lookAtRooms(watch);
  const found = await Promise.all(
    readings.map(async ({ room, occupancy, isUnasked }) => {
      const since = await watch.cards.failingSince(room);
      if (since !== null)
        return error(
          `Nothing can be posted into the room "${room}".`,
          "See the log for the reason: it names the room.",
          since,
        );
      return occupancy === "unknown" && isUnasked !== true
        ? warning(
            `Who is in the room "${room}" is not known, so it counts as empty.`,
            "It mends itself when a page whose connection broke comes back, or somebody writes.",
          )
        : null;
    }),
  );
  return found.filter((problem) => problem !== null);
}
