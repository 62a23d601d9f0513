import { oneLine } from "./plain.ts";

/** Only so much is looked at. */
const MOST_READ = 400;
const LONGEST_WORD = 24;

const LINK = /[a-z][a-z0-9+.-]{0,20}:\/\/\S*|\bwww\.\S*/gi;
const UNDER = /<(?=\s*\d)/g;
const OVER = />(?=\s*\d)/g;
/** Emoji, markup, quotes, slashes: a voice spells them out, or stumbles. */
const UNSPEAKABLE = /[^\p{L}\p{M}\p{N}\p{Sc}\s.,:;!?%°+'’()-]|\p{Emoji_Modifier}|\uFE0F|\u20E3/gu;
const LONG_WORD = /[\u0021-\u007E]{25,}/g;
const LOOSE_START = /^[\s.,:;!?%)'’-]+/;
const LOOSE_END = /[\s.,:;(-]+$/;

/** Text from outside as a voice reads it well: no link, no markup, no endless word. Empty when nothing is left to be said. */
export function spoken(text: string, max: number): string {
  const words = oneLine(text, MOST_READ)
    .normalize("NFC")
    .replaceAll(LINK, " ")
    .replaceAll(UNDER, " under ")
    .replaceAll(OVER, " over ")
    .replaceAll("&", " and ")
    .replaceAll("@", " at ")
    .replaceAll(UNSPEAKABLE, " ")
    .replaceAll(LONG_WORD, (word) => `${word.slice(0, LONGEST_WORD)} `)
    .replaceAll(/\s+/g, " ");
  const said = shortened(words.replace(LOOSE_START, ""), max).replace(LOOSE_END, "");
  return /[\p{L}\p{N}]/u.test(said) ? said : "";
}

/** Whole words, unless the first is too long. */
function shortened(words: string, max: number): string {
  const letters = Array.from(words);
  if (letters.length <= max) return words;
  const head = letters.slice(0, max).join("");
  const end = letters[max] === " " ? head.length : head.lastIndexOf(" ");
  return end > 0 ? head.slice(0, end) : head;
}

const SHORT = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const ROUND = new Intl.NumberFormat("en", {
  notation: "compact",
  compactDisplay: "long",
  maximumFractionDigits: 1,
});
const ROUNDED_FROM = 1e6;
const UNSPOKEN_FROM = 1e15;

/** "8,200", "12.3 million", "minus 5". */
export function spokenNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= UNSPOKEN_FROM) return value < 0 ? "a very small number" : "a very large number";
  const said = size >= ROUNDED_FROM ? ROUND.format(size) : SHORT.format(size);
  return value < 0 && said !== "0" ? `minus ${said}` : said;
}
