import type { RichTextElement } from "@slack/types";
import { lettersOf } from "./letters-of.ts";
import { LONGEST_STRETCH } from "./limits.ts";

/** The same text in stretches that are short enough each: cut between words where that is possible, and never losing a character. */
export function splitInline(
  elements: readonly RichTextElement[],
  max = LONGEST_STRETCH,
): readonly (readonly RichTextElement[])[] {
  const stretches: RichTextElement[][] = [];
  let current: RichTextElement[] = [];
  let room = max;
  for (const element of elements.flatMap((element) => cutUp(element, max))) {
    const letters = lettersOf(element);
    if (letters > room && current.length > 0) {
      stretches.push(current);
      current = [];
      room = max;
    }
    current.push(element);
    room -= letters;
  }
  return current.length > 0 ? [...stretches, current] : stretches;
}

function cutUp(element: RichTextElement, max: number): readonly RichTextElement[] {
  // Slack refuses an element without a letter.
  if (element.type === "text" && element.text === "") return [];
  if ((element.type !== "text" && element.type !== "link") || element.text === undefined)
    return [element];
  const room = max - (lettersOf(element) - element.text.length);
  return cutText(element.text, room).map((text) => ({ ...element, text }));
}

/** Joined they are the text again. */
export function cutText(text: string, max: number): readonly string[] {
  const cuts: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const head = rest.slice(0, max);
    const gap = head.search(/\s\S*$/);
    const end = gap > max / 2 ? gap + 1 : /[\uD800-\uDBFF]$/.test(head) ? max - 1 : max;
    cuts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...cuts, rest];
}
