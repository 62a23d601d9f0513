import { oneLine } from "../lib/plain.ts";

/** What the font has no glyph for would be drawn as a box. */
const NOT_IN_THE_FONT =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}\p{P}\p{Zs}$+<=>^`|~°€£¥±×÷−≤≥≠≈…→←]|\p{Emoji_Presentation}|[\u3000-\u{3FFFF}]/gu;

/** Text from outside as the picture can show it: on one line, without emoji, control characters and scripts that the font lacks. */
export function printable(text: string): string {
  return oneLine(oneLine(text, 300).replaceAll(NOT_IN_THE_FONT, ""), 300);
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[iljI.,:;'|!]/, 0.29],
  [/[ftr()[\] \-/]/, 0.38],
  [/[mwMW@%…→—]/, 0.92],
  [/[A-ZΑ-ΩА-Я]/, 0.7],
  [/\d/, 0.64],
];
const USUAL = 0.59;

/** About how wide a text comes out, in pixels; rather too much than too little. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) ems += WIDTHS.find(([like]) => like.test(letter))?.[1] ?? USUAL;
  return ems * size;
}

/** Cut with a mark where it would be wider. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && textWidth(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
