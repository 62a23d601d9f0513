import type { Answer } from "../ports/inward.ts";
import { answerOffer } from "./answer-offer.ts";
import type { Context } from "./command.ts";
import { tellAsker } from "./reply.ts";

/** Answers what the person was last asked to take over. Null: nothing was, and the word was said to nobody. */
export async function answerNewest(context: Context, accept: boolean): Promise<Answer | null> {
  const mine = (await context.watch.roster.offers()).filter(
    (offer) => offer.taker === context.person.handle,
  );
  const newest = mine.toSorted((a, b) => b.askedAt - a.askedAt)[0];
  if (newest !== undefined) return answerOffer(context, newest.id, accept);
  return context.addressed ? tellAsker("Nobody has asked you to take over.") : null;
}
