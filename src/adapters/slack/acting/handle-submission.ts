import type { ViewSubmitAction, SlackViewMiddlewareArgs } from "@slack/bolt";
import type { Person } from "../../../oncall/person.ts";
import { MODALS } from "../drawing/actions.ts";
import { formWords } from "./form-words.ts";
import { giveAnswer } from "./give-answer.ts";
import { readHandOff } from "../drawing/hand-off-modal.ts";
import { type HandlerParts, patienceOf } from "./handler-parts.ts";
import { inTime } from "./in-time.ts";
import { markdownPost } from "../drawing/markdown-blocks.ts";
import { ownWords } from "./own-words.ts";
import { readSubmission, type Submission } from "./read-submission.ts";
import { ROOM } from "./room-name.ts";
import { sayDirect, single } from "./say-there.ts";
import { readSilence, silenceSubject } from "../drawing/silence-modal.ts";
import { CODE_UNDER_WAY, submitCode, submitPhone, type Submitted } from "./submit-phone.ts";
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
  await answerForm(submission, ready === null ? slowly(submission) : ready.of, ack);
  if (ready !== null) return;
  const late = await work;
  if (late.outcome === "wrong")
    await sayDirect(parts, submission.user, single(ownWords(late.text)));
}

const slowly = ({ form }: Submission): Submitted =>
  form === MODALS.phone ? { outcome: "next", view: CODE_UNDER_WAY } : DONE;

function answerForm({ field }: Submission, submitted: Submitted, ack: Ack): Promise<void> {
  switch (submitted.outcome) {
    case "done":
      return ack();
    case "wrong":
      return ack({ response_action: "errors", errors: { [field]: submitted.text } });
    case "next":
      return ack({ response_action: "update", view: submitted.view });
  }
}

async function carryOut(parts: HandlerParts, submission: Submission): Promise<Submitted> {
  const who = await whoActs(parts, submission.user);
  if (who.kind === "nobody") return DONE;
  if (who.kind !== "member") return { outcome: "wrong", text: formWords(who.why) };
  switch (submission.form) {
    case MODALS.silence:
      return submitted(await silence(parts, submission, who.person));
    case MODALS.phone:
      return submitPhone(parts, submission, who.person);
    case MODALS.phoneCode:
      return submitCode(parts, submission, who.person);
    case MODALS.handOff:
      return submitted(await handOff(parts, submission, who.person));
    default:
      parts.log.debug({ form: submission.form }, "a form in Slack that nobody knows");
      return DONE;
  }
}

const DONE: Submitted = { outcome: "done" };
/** @param wrong what is wrong, in plain words; null when it was done */
const submitted = (wrong: string | null): Submitted =>
  wrong === null ? DONE : { outcome: "wrong", text: wrong };

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
