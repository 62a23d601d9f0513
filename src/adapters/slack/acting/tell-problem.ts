import { DAY } from "../../../lib/durations.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { ownWords } from "./own-words.ts";
import { ROOM } from "./room-name.ts";
import { sayDirect, single } from "./say-there.ts";

/** Whoever is on call hears in a direct message, once a day, that the channel is out of use: there it cannot be said. */
export async function tellProblem(
  parts: Pick<HandlerParts, "connection" | "posts" | "inward" | "team" | "notes" | "log">,
): Promise<void> {
  const { connection, inward, team, notes } = parts;
  const problem = connection.problem();
  if (problem === null || connection.self() === null) return;
  const key = `told:${problem.what}`;
  if ((await notes.read(key)) !== null) return;
  const { onCall } = await inward.surroundings(ROOM);
  const user = onCall === null ? null : await team.userOf(onCall);
  if (user === null) return;
  const words = ownWords(
    `${problem.what} ${problem.mend} Until then you are called as if nobody were in the room.`,
  );
  if (await sayDirect(parts, user, single(words))) await notes.write(key, true, DAY);
}
