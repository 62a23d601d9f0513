import type { ViewSubmitAction, SlackViewMiddlewareArgs } from "@slack/bolt";
import type { Person } from "../../../oncall/person.ts";
import { readPhoneNumber } from "../../../oncall/phone-number.ts";
import { MODALS } from "../drawing/actions.ts";
import { formWords } from "./form-words.ts";
import { giveAnswer } from "./give-answer.ts";
import { readHandOff } from "../drawing/hand-off-modal.ts";
import { type HandlerParts, patienceOf } from "./handler-parts.ts";
import { inTime } from "./in-time.ts";
import { markdownPost } from "../drawing/markdown-blocks.ts";
import { ownWords } from "./own-words.ts";
import { readPhone } from "../drawing/phone-modal.ts";
import { readSubmission, type Submission } from "./read-submission.ts";
import { ROOM } from "./room-name.ts";
import { sayDirect, single } from "./say-there.ts";
import { readSilence, silenceSubject } from "../drawing/silence-modal.ts";
import { whoActs } from "./who-acts.ts";

type Ack = SlackViewMiddlewareArgs<ViewSubmitAction>["ack"];

/** What somebody filled in is said as they would have written it. What is wrong is shown in the form while it is open, else in a direct message. */
export async function handleSubmission(
  parts: HandlerParts,
  body: unknown,
  ack: Ack,
): Promise<void> {
  const submission = readSubmission(body);
  if (submission === null) return ack();
  const work = carryOut(parts, submission);
  const ready = await inTime(work, patienceOf(parts).answerMs);
  const wrong = ready?.of ?? null;
  await (wrong === null
    ? ack()
    : ack({ response_action: "errors", errors: { [submission.field]: wrong } }));
  if (ready !== null) return;
  const late = await work;
  if (late !== null) await sayDirect(parts, submission.user, single(ownWords(late)));
}

/** What is wrong, in plain words; null when it was done. */
async function carryOut(parts: HandlerParts, submission: Submission): Promise<string | null> {
  const who = await whoActs(parts, submission.user);
  if (who.kind === "nobody") return null;
  if (who.kind !== "member") return formWords(who.why);
  switch (submission.form) {
    case MODALS.silence:
      return silence(parts, submission, who.person);
    case MODALS.phone:
      return phone(parts, submission, who.person);
    case MODALS.handOff:
      return handOff(parts, submission, who.person);
    default:
      parts.log.debug({ form: submission.form }, "a form in Slack that nobody knows");
      return null;
  }
}

async function silence(
  parts: HandlerParts,
  { about, state }: Submission,
  person: Person,
): Promise<string | null> {
  const subject = silenceSubject(about);
  const span = readSilence(state);
  if (subject === null || span === null) return "Choose for how long.";
  return run(parts, person, { text: `silence ${span}`, incident: subject.incident });
}

async function handOff(
  parts: HandlerParts,
  { state }: Submission,
  person: Person,
): Promise<string | null> {
  const words = readHandOff(state);
  if (words === null) return "Choose who takes over.";
  return run(parts, person, { text: `handoff ${words}`, incident: null });
}

/** What becomes of it, a code for instance, comes as a direct message. */
async function phone(
  parts: HandlerParts,
  { state, user }: Submission,
  person: Person,
): Promise<string | null> {
  const number = readPhoneNumber(readPhone(state) ?? "");
  if (number === null) return "A number begins with + and the country, as in +64 21 555 0100.";
  const answer = await parts.inward.heard({
    person,
    text: `phone ${number}`,
    addressed: true,
    room: ROOM,
    direct: true,
  });
  if (answer !== null) await sayDirect(parts, user, markdownPost(answer.text));
  return null;
}

/** What all are told is said in the team's channel; what is only for whoever asked is what is wrong. */
async function run(
  parts: HandlerParts,
  person: Person,
  said: { readonly text: string; readonly incident: number | null },
): Promise<string | null> {
  const answer = await parts.inward.heard({ person, addressed: true, room: ROOM, ...said });
  if (answer !== null && !answer.toAll) return formWords(markdownPost(answer.text).main);
  const channel = parts.connection.channel();
  await giveAnswer(parts, { channel, user: "", thread: null, isDirect: false }, answer);
  return null;
}
