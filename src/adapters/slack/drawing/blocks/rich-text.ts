import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextLink,
  RichTextSection,
  RichTextText,
} from "@slack/types";

export type Style = NonNullable<RichTextText["style"]>;

/** Shown as it is: nothing in it becomes a mention, a link or markup. */
export function words(text: string, style: Style = {}): RichTextText {
  return Object.keys(style).length === 0 ? { type: "text", text } : { type: "text", text, style };
}

export function bold(text: string): RichTextText {
  return words(text, { bold: true });
}

export function linked(url: string, text: string, style: Style = {}): RichTextLink {
  const link =
    text === "" ? ({ type: "link", url } as const) : ({ type: "link", url, text } as const);
  return Object.keys(style).length === 0 ? link : { ...link, style };
}

export function section(...elements: readonly RichTextElement[]): RichTextSection {
  return { type: "rich_text_section", elements: [...elements] };
}

export function richText(...elements: readonly RichTextBlockElement[]): RichTextBlock {
  return { type: "rich_text", elements: [...elements] };
}
