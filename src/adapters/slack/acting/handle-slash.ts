import type { AckFn, RespondArguments, SlashCommand } from "@slack/bolt";
import type { Answer } from "../../../ports/inward.ts";
import { giveAnswer, isTeams, postOf, tellTeam } from "./give-answer.ts";
import { type HandlerParts, patienceOf } from "./handler-parts.ts";
import type { SlackMessage } from "../drawing/message.ts";
import { inTime } from "./in-time.ts";
import { ownWords } from "./own-words.ts";
import { openPhoneModal } from "./open-modal.ts";
import { type Response, respondLater } from "./respond-later.ts";
import { ROOM } from "./room-name.ts";
import { directChannel, type Place, sayAlone, single } from "./say-there.ts";
import { slashLine } from "./slash-line.ts";
import { whoActs } from "./who-acts.ts";

export type Ack = AckFn<string | RespondArguments>;

/** Five times may a command be answered. */
const MOST_RESPONSES = 5;

/** Answered at once when the answer is there in time, else as soon as it is. */
export async function handleSlash(
  parts: HandlerParts,
  command: SlashCommand,
  ack: Ack,
): Promise<void> {
  const work = answer(parts, command);
  const ready = await inTime(work, patienceOf(parts).answerMs);
  if (ready === null) {
    await ack();
    await respondAll(parts, command, await work.catch((error: unknown) => failed(parts, error)));
    return;
  }
  const [first, ...more] = ready.of;
  await ack(first && asArguments(first));
  await respondAll(parts, command, more);
}

/** What is still to be said; nothing when it was said as messages of ours. */
async function answer(parts: HandlerParts, command: SlashCommand): Promise<readonly Response[]> {
  const { user_id: user, channel_id: channel, trigger_id: trigger } = command;
  const who = await whoActs(parts, user);
  if (who.kind === "nobody") return [];
  if (who.kind === "refused") return [{ ...who.why, response_type: "ephemeral" }];
  const text = await parts.team.withHandles(slashLine(command.command, command.text));
  if (text.toLowerCase() === "phone" && who.kind === "member")
    return openPhoneModal(parts, who.person, trigger);
  const found = await parts.inward.heard({
    person: who.person,
    text,
    addressed: true,
    room: ROOM,
    direct: true,
    ...(who.kind === "guest" && { mayAct: false }),
  });
  const place: Place = { channel, user, thread: null, isDirect: false };
  return found === null ? [] : responses(parts, place, found);
}

async function responses(
  parts: HandlerParts,
  place: Place,
  found: Answer,
): Promise<readonly Response[]> {
  const post = await postOf(parts, found);
  const isPublic = found.toAll && (await isOurs(parts, place));
  const needsMessage = found.subject !== null || found.secret === true;
  if (needsMessage || (isPublic && post.thread.length > 0)) {
    const said: Response[] = [];
    const aside = (message: SlackMessage): void =>
      void said.push({ ...message, response_type: "ephemeral" });
    const isDirect = isPublic && !isTeams(parts, place);
    await giveAnswer(parts, { ...place, isDirect, aside }, found);
    return said;
  }
  await tellTeam(parts, place, found, post);
  const response_type = isPublic ? "in_channel" : "ephemeral";
  return [post.main, ...post.thread].map((message) => ({ ...message, response_type }));
}

/** The team's channel, or nobody but the two of us. In between are those whom it does not concern. */
async function isOurs(parts: HandlerParts, place: Place): Promise<boolean> {
  if (isTeams(parts, place)) return true;
  return (
    place.channel.startsWith("D") && (await directChannel(parts, place.user)) === place.channel
  );
}

async function respondAll(
  parts: HandlerParts,
  { response_url: url, channel_id: channel, user_id: user }: SlashCommand,
  all: readonly Response[],
): Promise<void> {
  for (const response of all.slice(0, MOST_RESPONSES)) {
    if (await respondLater(parts, url, response)) continue;
    await sayAlone(parts, { channel, user, thread: null, isDirect: false }, single(response));
  }
}

function failed({ log }: HandlerParts, error: unknown): readonly Response[] {
  log.error({ error }, "a command in Slack could not be carried out");
  const words = ownWords("That did not work. Try again in a moment; watchroom's log says why.");
  return [{ ...words, response_type: "ephemeral" }];
}

const asArguments = ({ text, blocks, response_type }: Response): RespondArguments => ({
  text,
  blocks: [...blocks],
  response_type,
});
