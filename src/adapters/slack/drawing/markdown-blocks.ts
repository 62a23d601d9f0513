import type { KnownBlock } from "@slack/types";
import { asText } from "./as-text.ts";
import { documentPieces } from "./blocks/document.ts";
import { pack } from "./blocks/pack.ts";
import { plainOfBlocks } from "./blocks/plain-of.ts";
import type { SlackMessage, SlackPost } from "./message.ts";

const LONGEST_TEXT = 3_000;

/**
 * Markdown as a message, and what does not fit as further ones for its thread.
 *
 * @param base the address of the page that relative links start from; without it they are shown as text
 */
export function markdownPost(markdown: string, base: string | null = null): SlackPost {
  const [main = messageOf([]), ...thread] = pack(documentPieces(markdown, base)).map(messageOf);
  return { main, thread };
}

/** Blocks with the words that a notification shows of them. */
export function messageOf(blocks: readonly KnownBlock[]): SlackMessage {
  // Slack refuses a message without a word.
  return { text: asText(plainOfBlocks(blocks), LONGEST_TEXT) || "…", blocks };
}
