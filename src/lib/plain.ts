/** Joins words without a gap and shows nothing: it keeps a renderer from making a link or a mention out of text. */
const WORD_JOINER = "\u2060";

const EVERYWHERE = /[\\`*[\]<>~|&]/g;
const LOOSE_UNDERSCORE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const OPENS_A_BLOCK = /^(?:[-+=#]|\d+(?=[.)]))/;
const LINK_OR_MENTION = /(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|@/gi;
/** Controls, and what hides or reverses text; but not the joiners, which Persian names and many emoji need. */
const INVISIBLE = /[\p{Cc}\p{Cs}]|(?![\u200C\u200D])\p{Cf}/gu;
const INVISIBLE_IN_A_LINE = new RegExp(String.raw`(?!\n)(?:${INVISIBLE.source})`, "gu");

/** At most `max` characters on one line, cut with a mark. */
export function oneLine(text: string, max: number): string {
  return shortened(text, max, (head) => head.replaceAll(/\s+/g, " ").replaceAll(INVISIBLE, ""));
}

/** At most `max` characters, cut with a mark; its lines are kept. */
export function severalLines(text: string, max: number): string {
  return shortened(text, max, (head) =>
    head.replaceAll("\t", " ").replaceAll(INVISIBLE_IN_A_LINE, ""),
  );
}

function shortened(text: string, max: number, visible: (head: string) => string): string {
  // Whatever the length, only a bounded part is looked at.
  const head = text.slice(0, max * 8 + 64);
  const letters = Array.from(visible(head).trim());
  if (letters.length <= max && head.length === text.length) return letters.join("");
  return `${letters
    .slice(0, max - 1)
    .join("")
    .trimEnd()}…`;
}

/** Text from outside, to be put into Markdown: shown as it is written, on one line, never as markup, link or mention. */
export function plainMarkdown(text: string, max: number): string {
  return oneLine(text, max)
    .replaceAll(EVERYWHERE, String.raw`\$&`)
    .replaceAll(LOOSE_UNDERSCORE, String.raw`\_`)
    .replace(OPENS_A_BLOCK, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replaceAll(LINK_OR_MENTION, `$&${WORD_JOINER}`);
}
