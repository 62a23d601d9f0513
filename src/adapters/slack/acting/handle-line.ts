import { counted } from "../../../lib/counted.ts";
import { MINUTE } from "../../../lib/durations.ts";
import { happened, LATE_MS, STALE_MS } from "./ages.ts";
import { giveAnswer, isTeams } from "./give-answer.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { ownWords } from "./own-words.ts";
import { readLine, type Line } from "./read-line.ts";
import { refuse } from "./refuse.ts";
import { ROOM } from "./room-name.ts";
import { type Place, sayAlone, single } from "./say-there.ts";
import { whoActs } from "./who-acts.ts";

/** What somebody wrote: a sign that they are there, and perhaps a command. */
export async function handleLine(parts: HandlerParts, event: unknown): Promise<void> {
  const { connection, clock, log } = parts;
  const line = readLine(event, connection.self()?.userId ?? null);
  const said = line && happened(clock, line.ts);
  if (line === null || said === null) return;
  if (said.age > STALE_MS) return log.debug({ age: said.age }, "a line in Slack is too old");
  const place: Place = line;
  const isTalk = isTeams(parts, place);
  if (!isTalk && !line.isAddressed) return;
  const who = await whoActs(parts, line.user);
  if (who.kind === "nobody") return;
  if (who.kind === "member" && isTalk) await parts.team.spoke(line.user, said.at);
  if (line.text === "" && !line.isAddressed) return;
  if (who.kind === "refused") return line.isAddressed ? refuse(parts, place, who) : undefined;
  if (said.age > LATE_MS) return line.isAddressed ? sayLate(parts, place, said.age) : undefined;
  const answer = await parts.inward.heard({
    person: who.person,
    text: await parts.team.withHandles(line.text),
    addressed: line.isAddressed,
    room: ROOM,
    direct: line.isDirect,
    incident: await incidentOf(parts, line),
    ...(who.kind === "guest" && { mayAct: false }),
  });
  await giveAnswer(parts, place, answer);
}

/** Number of the incident in whose thread it stands. */
async function incidentOf(
  { abouts }: HandlerParts,
  { channel, thread }: Pick<Line, "channel" | "thread">,
): Promise<number | null> {
  const about = thread === null ? null : await abouts.find(channel, thread);
  return about?.kind === "incident" ? about.number : null;
}

function sayLate(parts: HandlerParts, place: Place, age: number): Promise<void> {
  const minutes = counted(Math.round(age / MINUTE), "minute");
  return sayAlone(
    parts,
    place,
    single(
      ownWords(`This came ${minutes} late and was not done. Say it again if it still counts.`),
    ),
  );
}
