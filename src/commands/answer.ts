import type { Answer, Inward } from "../ports/inward.ts";
import type { Watch } from "../watch/watch.ts";
import { answerOffer } from "./answer-offer.ts";
import { offerOf } from "./handoff-subject.ts";

const YES: readonly string[] = ["white_check_mark", "+1", "thumbsup"];
const NO: readonly string[] = ["x", "-1", "thumbsdown"];

/** A reaction on one of our own answers. Null: it asks for nothing. */
export async function answer(
  watch: Watch,
  { person, subject, emoji, room }: Parameters<Inward["answered"]>[0],
): Promise<Answer | null> {
  const offer = offerOf(subject);
  const plain = emoji.replace(/::skin-tone-\d$/, "");
  const isYes = YES.includes(plain);
  if (offer === null || (!isYes && !NO.includes(plain))) return null;
  return answerOffer({ watch, person, room, addressed: true, incident: null }, offer, isYes);
}
