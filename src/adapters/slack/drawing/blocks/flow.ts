import type { HeaderBlock, ImageBlock, RichTextBlockElement, RichTextElement } from "@slack/types";
import type { Heading, Image, Paragraph, PhrasingContent, RootContent } from "mdast";
import { chatHref } from "./chat-href.ts";
import { inline, type Surroundings } from "./inline.ts";
import { LONGEST_ALT, LONGEST_HEADER } from "./limits.ts";
import { listParts } from "./list.ts";
import { blockPart, textPart, type Part } from "./part.ts";
import { plainOf } from "./plain-of.ts";
import { preformatted } from "./preformatted.ts";
import { section, words } from "./rich-text.ts";
import { splitInline } from "./split-inline.ts";
import { innerTable, tableParts } from "./table.ts";

/** Where in the document something stands. */
export interface Place {
  readonly around: Surroundings;
  /** How many lists it is in. */
  readonly indent: number;
  readonly quoted: boolean;
  /** In no list, quote or footnote: blocks of other kinds may stand here. */
  readonly top: boolean;
}

export type Flow = (nodes: readonly RootContent[], place: Place) => readonly Part[];

/** Blocks of Markdown as parts that Slack can show. Its depth must have been bounded before. */
export const flow: Flow = (nodes, place) => nodes.flatMap((node) => partsOf(node, place));

function partsOf(node: RootContent, place: Place): readonly Part[] {
  switch (node.type) {
    case "paragraph":
      return paragraph(node, place);
    case "heading":
      return heading(node, place);
    case "list":
      return listParts(node, place, flow);
    case "code":
      return preformatted(node.value, place.quoted).map((element) => textPart(element));
    case "blockquote":
      return flow(node.children, { ...place, quoted: true, top: false });
    case "table":
      return place.top
        ? tableParts(node, place.around)
        : innerTable(node, place.around, place.quoted);
    case "thematicBreak":
      return place.top ? [blockPart({ type: "divider" })] : [];
    case "html":
      return stretches([words(node.value)], place);
    case "footnoteDefinition":
      return [
        ...stretches([words(`[${node.label ?? node.identifier}]`)], place),
        ...flow(node.children, { ...place, top: false }),
      ];
    case "definition":
    case "yaml":
      return [];
    case "listItem":
    case "tableRow":
    case "tableCell":
      // Never outside of their list or table.
      return [];
    case "break":
    case "delete":
    case "emphasis":
    case "footnoteReference":
    case "image":
    case "imageReference":
    case "inlineCode":
    case "link":
    case "linkReference":
    case "strong":
    case "text":
      return stretches(inline([node], place.around), place);
  }
}

function paragraph(node: Paragraph, place: Place): readonly Part[] {
  const image = place.top ? pictureIn(node, place) : null;
  return image === null
    ? stretches(inline(node.children, place.around), place)
    : [blockPart(image)];
}

/** A picture that stands alone, and that Slack may fetch. */
function pictureIn({ children }: Paragraph, { around }: Place): ImageBlock | null {
  const [only, ...others] = children;
  if (others.length > 0 || only === undefined) return null;
  const picture = pictureOf(only, around);
  const url = picture === null ? null : chatHref(picture.url, around.base);
  if (picture === null || url === null || !url.startsWith("https:")) return null;
  const alt = picture.alt || url;
  return alt.length > LONGEST_ALT ? null : { type: "image", image_url: url, alt_text: alt };
}

function pictureOf(
  node: PhrasingContent,
  { definitions }: Surroundings,
): Pick<Image, "url" | "alt"> | null {
  if (node.type === "image") return node;
  if (node.type !== "imageReference") return null;
  const url = definitions.get(node.identifier);
  return url === undefined ? null : { url, alt: node.alt ?? null };
}

function heading(node: Heading, place: Place): readonly Part[] {
  const elements = inline(node.children, place.around, { style: { bold: true }, href: null });
  const isPlain = elements.every(({ type }) => type === "text");
  const text = plainOf(elements).replaceAll("\n", " ");
  const isHeader =
    place.top && node.depth <= 2 && isPlain && text.trim() !== "" && text.length <= LONGEST_HEADER;
  if (isHeader) return [blockPart(header(text), { leads: true })];
  return stretches(elements, place, place.top);
}

export function header(text: string): HeaderBlock {
  return { type: "header", text: { type: "plain_text", text, emoji: false } };
}

function stretches(
  elements: readonly RichTextElement[],
  { quoted }: Place,
  leads = false,
): readonly Part[] {
  return splitInline(elements).map((stretch, index) =>
    textPart(quoted ? quote(stretch) : section(...stretch), leads && index === 0),
  );
}

function quote(elements: readonly RichTextElement[]): RichTextBlockElement {
  return { type: "rich_text_quote", elements: [...elements] };
}
