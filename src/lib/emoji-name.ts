/** Second names of emoji, which a chat passes on by their first. */
const FIRST_NAMES = new Map(
  Object.entries({
    collision: "boom",
    heavy_exclamation_mark: "exclamation",
    pencil: "memo",
    punch: "facepunch",
    raised_hand: "hand",
    running: "runner",
    telephone: "phone",
    thumbsdown: "-1",
    thumbsup: "+1",
  }),
);

/** One name for each emoji: `thumbsup` is `+1`. */
export function emojiName(name: string): string {
  return FIRST_NAMES.get(name) ?? name;
}
