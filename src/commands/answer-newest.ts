import type { Answer } from "../ports/inward.ts";
import { answerOffer } from "./answer-offer.ts";
import type { Context } from "./command.ts";
import { tellAsker } from "./reply.ts";

/** Answers what the person was last asked to take over. */
export async function answerNewest(context: Context, accept: boolean): Promise<Answer | null> {
  const mine = (await context.watch.roster.offers()).filter(
    (offer) => offer.taker === context.person.handle,
  );
  const newest = mine.toSorted((a, b) => b.askedAt - a.askedAt)[0];
  return newest === undefined
    ? tellAsker("Nobody has asked you to take over.")
    : answerOffer(context, newest.id, accept);
}
