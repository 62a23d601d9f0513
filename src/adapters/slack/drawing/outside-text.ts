import { oneLine } from "../../../lib/plain.ts";
import { asText } from "./as-text.ts";

/** Joins words without a gap and shows nothing: it keeps Slack from making a link or a mention out of text. */
const WORD_JOINER = "\u2060";
const LINK_OR_MENTION = /(?:https?|ftp|mailto)(?=:)|www(?=\.)|@/gi;

/** Text from outside, for where Slack reads markup: on one line, and neither a mention nor a link. */
export function outsideText(text: string, max: number): string {
  return asText(oneLine(text, max).replaceAll(LINK_OR_MENTION, `$&${WORD_JOINER}`), max * 6);
}
