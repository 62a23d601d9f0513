import type { KnownBlock } from "@slack/types";
import { asText, cutEscaped } from "./as-text.ts";
import { plainOfBlocks } from "./blocks/plain-of.ts";
import { richText, section, words } from "./blocks/rich-text.ts";
import type { SlackMessage } from "./message.ts";

/** What `chat.update` takes. */
const LONGEST_TEXT = 3_900;

/** For when Slack refuses the blocks: the first half of them, and what acts. */
export function halved({ text, blocks }: SlackMessage): SlackMessage {
  const half = Math.ceil(blocks.length / 2);
  const kept = blocks.slice(0, half);
  const acting = blocks.slice(half).filter(({ type }) => type === "actions");
  const isCut = kept.length + acting.length < blocks.length;
  return { text, blocks: [...kept, ...(isCut ? [MARK] : []), ...acting] };
}

const MARK: KnownBlock = richText(section(words("… cut: Slack did not take all of it.")));

/** For when it refuses those too: all of it as plain text, as much as goes into one message. */
export function plainText({ text, blocks }: SlackMessage): SlackMessage {
  const all = asText(plainOfBlocks(blocks), LONGEST_TEXT);
  const isSaid = all.startsWith(text.replace(/…$/, ""));
  return { text: isSaid ? all : cutEscaped(`${text}\n\n${all}`, LONGEST_TEXT), blocks: [] };
}
