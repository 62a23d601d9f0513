import { DAY } from "../../../lib/durations.ts";
import type { Person } from "../../../oncall/person.ts";
import type { Answer } from "../../../ports/inward.ts";
import type { About } from "../posting/about.ts";
import { happened, STALE_MS } from "./ages.ts";
import { giveAnswer } from "./give-answer.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { type Reaction, readReaction } from "./read-reaction.ts";
import { ROOM } from "./room-name.ts";
import { whoActs } from "./who-acts.ts";

/** What a member means by an emoji on one of our messages. Of anybody else's it means nothing. */
export async function handleReaction(
  parts: HandlerParts,
  event: unknown,
  isAdded: boolean,
): Promise<void> {
  const { connection, clock, log, abouts, team } = parts;
  const reaction = readReaction(event);
  const did = reaction && happened(clock, reaction.at);
  if (reaction === null || did === null || reaction.user === connection.self()?.userId) return;
  if (did.age > STALE_MS) return log.debug({ age: did.age }, "a reaction in Slack is too old");
  const { user, channel, ts, emoji } = reaction;
  const who = await whoActs(parts, user);
  if (who.kind !== "member") {
    if (who.kind === "refused" && who.because === "unknown")
      log.warn({ emoji }, "Slack could not tell whose reaction this is: it counts for nothing");
    return;
  }
  // Tidying up is no sign that somebody watches.
  if (isAdded && channel === connection.channel()) await team.spoke(user, did.at);
  const about = await abouts.find(channel, ts);
  if (about === null) return;
  const { person } = who;
  const meaning = { about, person, at: did.inNow };
  await (isAdded ? act(parts, reaction, meaning) : takeBack(parts, reaction, meaning));
}

interface Meaning {
  readonly about: About;
  readonly person: Person;
  /** In `now` time. */
  readonly at: number;
}

async function act(parts: HandlerParts, reaction: Reaction, meaning: Meaning): Promise<void> {
  const { channel, user } = reaction;
  const answer = await meant(parts, reaction, meaning);
  // Nobody sees what is said to them alone in a thread in which nothing was written yet.
  const place = { channel, user, thread: null, isDirect: channel.startsWith("D") };
  await giveAnswer(parts, place, answer);
}

async function takeBack(
  { inward }: HandlerParts,
  reaction: Reaction,
  { about, person, at }: Meaning,
): Promise<void> {
  if (about.kind === "incident")
    await inward.unreacted({ ...incidentReaction(reaction, about.id), person, at });
  if (about.kind === "summary" && acknowledges(inward, reaction))
    await inward.unacknowledgedAll({ person, summary: about.id, room: ROOM, at });
}

const acknowledges = (inward: HandlerParts["inward"], { emoji }: Reaction): boolean =>
  inward.vocabulary().reactions.acknowledge.includes(emoji);

async function meant(
  parts: HandlerParts,
  reaction: Reaction,
  { about, person, at }: Meaning,
): Promise<Answer | null> {
  const { inward, notes } = parts;
  const { emoji, user } = reaction;
  switch (about.kind) {
    case "incident": {
      const hint = await inward.reacted({ ...incidentReaction(reaction, about.id), person, at });
      const isNew = hint !== null && (await notes.once(`hint:${user}:${about.id}`, DAY));
      return isNew ? hint : null;
    }
    case "summary": {
      if (!acknowledges(inward, reaction)) return null;
      const answer = await inward.acknowledgedAll({ person, summary: about.id, room: ROOM, at });
      // What all are told stands in the summary itself a moment later.
      return answer?.toAll === true ? null : answer;
    }
    case "subject":
      return inward.answered({ person, subject: about.subject, emoji, room: ROOM });
    case "page":
      if (acknowledges(inward, reaction))
        await inward.pressed({ person, page: about.id, digit: "1" });
      return null;
  }
}

/** `message` as the incident's own rooms know it: what is taken back is known by it. */
function incidentReaction(
  { emoji, channel, ts }: Reaction,
  incident: string,
): {
  readonly incident: string;
  readonly emoji: string;
  readonly message: string;
  readonly room: string;
} {
  return { incident, emoji, message: `${channel}/${ts}`, room: ROOM };
}
