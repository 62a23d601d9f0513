import type { KnownBlock, RichTextBlockElement } from "@slack/types";

/** A piece of a document, before it is known which message it stands in. */
export type Part =
  | {
      readonly kind: "text";
      readonly element: RichTextBlockElement;
      /** A heading: what follows belongs to it. */
      readonly leads: boolean;
    }
  | {
      readonly kind: "block";
      readonly block: KnownBlock;
      readonly leads: boolean;
      /** A message holds one table; what a further one is shown as. */
      readonly instead: readonly RichTextBlockElement[] | null;
    };

export function textPart(element: RichTextBlockElement, leads = false): Part {
  return { kind: "text", element, leads };
}

export function blockPart(
  block: KnownBlock,
  {
    leads = false,
    instead = null,
  }: { leads?: boolean; instead?: RichTextBlockElement[] | null } = {},
): Part {
  return { kind: "block", block, leads, instead };
}
