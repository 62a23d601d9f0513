import { DAY } from "../../../lib/durations.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { ownWords } from "./own-words.ts";
import { ROOM } from "./room-name.ts";
import { sayDirect, single } from "./say-there.ts";

const AS_IF_EMPTY = "Until then you are called as if nobody were in the room.";

/** Whoever is on call hears in a direct message, once a day, what is wrong: in the channel perhaps it cannot be said. */
export async function tellProblem(
  parts: Pick<HandlerParts, "connection" | "posts" | "inward" | "team" | "notes" | "log">,
): Promise<void> {
  const { connection, inward, team, notes } = parts;
  const problem = connection.problem();
  if (problem === null || connection.self() === null) return;
  const isClosed = problem === connection.channelProblem();
  const key = `told:${problem.what}`;
  if ((await notes.read(key)) !== null) return;
  const { onCall } = await inward.surroundings(ROOM);
  const user = onCall === null ? null : await team.userOf(onCall);
  if (user === null) return;
  const words = ownWords(
    [problem.what, problem.mend, ...(isClosed ? [AS_IF_EMPTY] : [])].join(" "),
  );
  if (await sayDirect(parts, user, single(words))) await notes.write(key, true, DAY);
}
