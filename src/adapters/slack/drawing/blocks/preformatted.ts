import type { RichTextPreformatted } from "@slack/types";
import { LONGEST_STRETCH } from "./limits.ts";
import { words } from "./rich-text.ts";
import { cutText } from "./split-inline.ts";

/** Exactly this text, in stretches that are short enough; between them stands a line break, unless one line is longer. */
export function preformatted(text: string, quoted = false): readonly RichTextPreformatted[] {
  return stretchesOf(text).map((stretch) => ({
    type: "rich_text_preformatted",
    // Slack refuses an element without a letter.
    elements: [words(stretch === "" ? " " : stretch)],
    ...(quoted ? { border: 1 as const } : {}),
  }));
}

function stretchesOf(text: string): readonly string[] {
  if (text.length <= LONGEST_STRETCH) return [text];
  const stretches: string[] = [];
  let current: string | null = null;
  for (const line of text.split("\n").flatMap((line) => cutText(line, LONGEST_STRETCH))) {
    if (current !== null && current.length + 1 + line.length > LONGEST_STRETCH) {
      stretches.push(current);
      current = null;
    }
    current = current === null ? line : `${current}\n${line}`;
  }
  return current === null ? stretches : [...stretches, current];
}
