import type { KnownBlock } from "@slack/types";
import type { Piece } from "./blocks-of.ts";
import { lettersOf } from "./letters-of.ts";
import { MOST_BLOCKS, MOST_LETTERS } from "./limits.ts";

export interface Budget {
  readonly blocks: number;
  readonly letters: number;
}

const WHOLE: Budget = { blocks: MOST_BLOCKS, letters: MOST_LETTERS };

/** What a message that holds these has room for yet. */
export function roomBeside(blocks: readonly KnownBlock[]): Budget {
  return { blocks: MOST_BLOCKS - blocks.length, letters: MOST_LETTERS - lettersOf(blocks) };
}

/**
 * Blocks in messages that Slack takes: cut before a heading where there is one, at any block otherwise; one table a
 * message. `first` is what the first message has room for.
 */
export function pack(
  pieces: readonly Piece[],
  first: Budget = WHOLE,
): readonly (readonly KnownBlock[])[] {
  const messages: (readonly Piece[])[] = [];
  let current: readonly Piece[] = [];
  for (const whole of pieces) {
    for (const piece of current.some(isTable) ? (whole.instead ?? [whole]) : [whole]) {
      const isFull = (): boolean =>
        !fits([...current, piece], messages.length === 0 ? first : WHOLE);
      // The first message may have no room at all; any other takes a piece that it begins with.
      while (isFull() && (current.length > 0 || messages.length === 0)) {
        const cut = cutOf(current);
        messages.push(current.slice(0, cut));
        current = current.slice(cut);
      }
      current = [...current, piece];
    }
  }
  if (current.length > 0) messages.push(current);
  return messages.map((message) => message.map(({ block }) => block));
}

/** Behind as much as possible: but a heading goes with what it is about, unless that leaves next to nothing. */
function cutOf(pieces: readonly Piece[]): number {
  const heading = pieces.findLastIndex(({ leads }) => leads);
  if (heading <= 0) return pieces.length;
  const isLast = heading === pieces.length - 1;
  return isLast || sum(pieces.slice(0, heading)) * 3 >= sum(pieces) ? heading : pieces.length;
}

function fits(pieces: readonly Piece[], { blocks, letters }: Budget): boolean {
  return pieces.length <= blocks && sum(pieces) <= letters;
}

function sum(pieces: readonly Piece[]): number {
  return pieces.reduce((all, { letters }) => all + letters, 0);
}

function isTable({ block }: Piece): boolean {
  return block.type === "table";
}
