import type { Answer } from "../ports/inward.ts";
import { dutyNow } from "../watch/duty-now.ts";
import { type Answered, answerHandoff } from "../watch/handoff.ts";
import type { Context } from "./command.ts";
import { NOBODY_TO_CALL } from "./oncall.ts";
import { tellAsker, tellTeam } from "./reply.ts";
import { name, untilWords } from "./said.ts";

/** Accepts or declines for the one who asks, and says what became of it. Null: it was not asked of them. */
export async function answerOffer(
  context: Context,
  offer: string,
  accept: boolean,
): Promise<Answer | null> {
  const answered = await answerHandoff(context.watch, { offer, by: context.person.handle, accept });
  switch (answered.outcome) {
    case "accepted":
      return tellTeam(await accepted(context, answered));
    case "declined":
      return tellTeam(`${name(context.person)} declined. ${await whoIsOnCallNow(context)}`);
    case "over":
      return tellAsker(`This handoff is over. ${await whoIsOnCallNow(context)}`);
    case "gone":
      return tellAsker(`This handoff was answered before. ${await whoIsOnCallNow(context)}`);
    case "not-yours":
      return null;
  }
}

async function accepted(
  context: Context,
  { offer, until }: Extract<Answered, { outcome: "accepted" }>,
): Promise<string> {
  const giver = await context.watch.people.find(offer.giver);
  const relieved = giver === null ? "" : ` ${name(giver)} is relieved.`;
  return `${name(context.person)} is on call now${untilWords(context, until)}.${relieved}`;
}

async function whoIsOnCallNow(context: Context): Promise<string> {
  const { onCall } = await dutyNow(context.watch);
  return onCall === null ? NOBODY_TO_CALL : `${name(onCall)} is on call.`;
}
