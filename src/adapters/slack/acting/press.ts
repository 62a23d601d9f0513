import { HOUR } from "../../../lib/durations.ts";
import type { Person } from "../../../oncall/person.ts";
import type { Answer } from "../../../ports/inward.ts";
import { ACTIONS } from "../drawing/actions.ts";
import { giveAnswer, postOf } from "./give-answer.ts";
import { handOffModal } from "../drawing/hand-off-modal.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { openModal, updateModal } from "./open-modal.ts";
import { formWords } from "./form-words.ts";
import { markdownPost } from "../drawing/markdown-blocks.ts";
import type { SlackView } from "../drawing/message.ts";
import { ownWords } from "./own-words.ts";
import { codeModal, phoneModal } from "../drawing/phone-modal.ts";
import type { Press } from "./read-press.ts";
import { ROOM } from "./room-name.ts";
import { silenceModal } from "../drawing/silence-modal.ts";
import { type Place, sayAlone, sayThere, single } from "./say-there.ts";

/** By somebody who may. */
export interface MembersPress extends Press {
  readonly person: Person;
  readonly place: Place;
}

/** Does what the button says, by the same words that somebody would write. */
export async function press(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  switch (pressed.action) {
    case ACTIONS.acknowledge:
      return onIncident(parts, pressed, "ack");
    case ACTIONS.resolve:
      return onIncident(parts, pressed, "resolve");
    case ACTIONS.escalate:
      return onIncident(parts, pressed, "escalate");
    case ACTIONS.playbook:
      return showPlaybook(parts, pressed);
    case ACTIONS.silence:
      return openSilence(parts, pressed);
    case ACTIONS.acknowledgeAll:
      return acknowledgeAll(parts, pressed);
    case ACTIONS.acknowledgePage:
      return onPage(parts, pressed, "1");
    case ACTIONS.escalatePage:
      return escalatePage(parts, pressed);
    case ACTIONS.handOff:
      return openHandOff(parts, pressed);
    case ACTIONS.phone: {
      const { phone } = await parts.inward.overview(pressed.person);
      return open(parts, pressed, phoneModal(phone));
    }
    case ACTIONS.test:
      return giveAnswer(parts, pressed.place, await say(parts, pressed, "contact test", null));
    case ACTIONS.ringTest:
      return giveAnswer(parts, pressed.place, await say(parts, pressed, "phone test", null));
    case ACTIONS.callCode:
      return callWithCode(parts, pressed);
    default:
      parts.log.debug({ action: pressed.action }, "a button in Slack that nobody knows");
  }
}

const numberOf = ({ value }: Press): number | null =>
  /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;

function say(
  { inward }: HandlerParts,
  { person }: MembersPress,
  text: string,
  incident: number | null,
): Promise<Answer | null> {
  return inward.heard({ person, text, addressed: true, room: ROOM, incident });
}

/** What all are told stands in the message itself a moment later, with the name of whoever pressed. */
async function onIncident(
  parts: HandlerParts,
  pressed: MembersPress,
  verb: "ack" | "resolve" | "escalate",
): Promise<void> {
  const number = numberOf(pressed);
  if (number === null) return;
  const answer = await say(parts, pressed, `${verb} #${number}`, number);
  if (answer !== null && !answer.toAll) await giveAnswer(parts, pressed.place, answer);
}

async function acknowledgeAll(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  const { person, value: summary, place } = pressed;
  const at = parts.clock.now();
  const answer = await parts.inward.acknowledgedAll({ person, summary, room: ROOM, at });
  if (answer !== null && !answer.toAll) await giveAnswer(parts, place, answer);
}

/** Once in the thread of the message; whoever asks again is told where it is. */
async function showPlaybook(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  const { message, place } = pressed;
  const number = numberOf(pressed);
  // In a direct message the steps stand in the message itself.
  if (number === null || message === null || place.isDirect) return;
  const { channel, ts, thread } = message;
  const key = `playbook:${channel}:${ts}`;
  if ((await parts.notes.read(key)) !== null)
    return sayAlone(parts, place, single(ownWords("The steps are in the thread.")));
  const answer = await say(parts, pressed, "playbook", number);
  if (answer === null || !answer.toAll) return giveAnswer(parts, place, answer);
  const post = await postOf(parts, answer);
  const posted = await sayThere(parts, { channel, thread: thread ?? ts }, post);
  if (posted !== null) await parts.notes.write(key, posted, HOUR);
}

/** What became of it is said in the form in which the button stands. */
async function callWithCode(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  const answer = await say(parts, pressed, "phone call", null);
  if (answer === null) return;
  const view = codeModal(formWords(markdownPost(answer.text).main));
  if (pressed.view !== null && (await updateModal(parts, pressed.view, view))) return;
  await giveAnswer(parts, pressed.place, answer);
}

async function openSilence(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  const number = numberOf(pressed);
  const alert = number === null ? null : await parts.inward.alertOf(number);
  if (number === null || alert === null) return;
  await open(parts, pressed, silenceModal(number, alert));
}

async function openHandOff(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  const { people } = await parts.inward.surroundings(ROOM);
  const others = people.filter(
    ({ handle, responder }) => responder && handle !== pressed.person.handle,
  );
  await open(parts, pressed, handOffModal(others));
}

async function open(
  parts: HandlerParts,
  { trigger, place }: MembersPress,
  view: SlackView,
): Promise<void> {
  const failed = await openModal(parts, trigger, view);
  if (failed !== null) await sayAlone(parts, place, single(failed));
}

/** The message itself says then that they have it. */
async function onPage(
  parts: HandlerParts,
  { person, value: page, place }: MembersPress,
  digit: "1" | "2",
): Promise<void> {
  const said = await parts.inward.pressed({ person, page, digit });
  const text = said === null ? "That is over, or was not meant for you." : said.text;
  if (said === null || !said.ends || digit === "2")
    await sayAlone(parts, place, single(ownWords(text)));
}

/** A second tap must not wake the next one but one. */
async function escalatePage(parts: HandlerParts, pressed: MembersPress): Promise<void> {
  if (await parts.notes.once(`escalated:${pressed.value}:${pressed.message?.ts ?? ""}`, HOUR))
    return onPage(parts, pressed, "2");
  await sayAlone(parts, pressed.place, single(ownWords("It is escalated already.")));
}
