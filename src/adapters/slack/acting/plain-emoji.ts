import { emojiName } from "../../../lib/emoji-name.ts";

/** `thumbsup::skin-tone-2` is `+1`, whoever's hand it is. */
export function plainEmoji(name: string): string {
  return emojiName(name.replace(/::skin-tone-\d$/, ""));
}
