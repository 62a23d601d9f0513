import type {
  KnownBlock,
  RichTextBlockElement,
  RichTextQuote,
  RichTextSection,
} from "@slack/types";
import { lettersOf } from "./letters-of.ts";
import { LONGEST_STRETCH } from "./limits.ts";
import { textPart, type Part } from "./part.ts";
import { richText, words } from "./rich-text.ts";

export interface Piece {
  readonly block: KnownBlock;
  readonly letters: number;
  readonly leads: boolean;
  /** A message holds one table; what a further one is shown as. */
  readonly instead: readonly Piece[] | null;
}

/** Parts as blocks: neighbouring text shares one, as long as it stays short; a heading begins a new one. */
export function blocksOf(parts: readonly Part[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let texts: RichTextBlockElement[] = [];
  let letters = 0;
  let leads = false;
  const endText = (): void => {
    if (texts.length > 0) pieces.push(piece(richText(...spaced(texts)), leads));
    [texts, letters, leads] = [[], 0, false];
  };
  for (const part of parts) {
    if (part.kind === "block") {
      endText();
      const instead = part.instead === null ? null : blocksOf(part.instead.map((e) => textPart(e)));
      pieces.push(piece(part.block, part.leads, instead));
      continue;
    }
    const size = lettersOf(part.element);
    if (part.leads || letters + size > LONGEST_STRETCH) endText();
    leads ||= part.leads;
    texts.push(part.element);
    letters += size;
  }
  endText();
  return pieces;
}

function piece(block: KnownBlock, leads: boolean, instead: readonly Piece[] | null = null): Piece {
  return { block, letters: lettersOf(block), leads, instead };
}

/** Slack sets nothing between two stretches of text; a break at the end of the first keeps them apart. */
function spaced(elements: readonly RichTextBlockElement[]): readonly RichTextBlockElement[] {
  return elements.map((element, index) => {
    const next = elements[index + 1];
    if (next === undefined || !hasOpenText(element)) return element;
    const gap = next.type === element.type ? "\n\n" : "\n";
    return { ...element, elements: [...element.elements, words(gap)] };
  });
}

function hasOpenText(element: RichTextBlockElement): element is RichTextSection | RichTextQuote {
  return element.type === "rich_text_section" || element.type === "rich_text_quote";
}
