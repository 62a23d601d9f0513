/** `thumbsup::skin-tone-2` is `thumbsup`, whoever's hand it is. */
export function plainEmoji(name: string): string {
  return name.replace(/::skin-tone-\d$/, "");
}
