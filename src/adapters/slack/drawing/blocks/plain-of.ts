import type {
  KnownBlock,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  TableBlock,
} from "@slack/types";

/** What the elements say, without their look; an address that is not shown stands behind its words. */
export function plainOf(elements: readonly RichTextElement[]): string {
  return elements.map(plainOfOne).join("");
}

function plainOfOne(element: RichTextElement): string {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return element.text === undefined || element.url === element.text
        ? element.url
        : `${element.text} (${element.url})`;
    case "date":
      return element.fallback ?? "";
    case "emoji":
      return `:${element.name}:`;
    case "broadcast":
    case "channel":
    case "color":
    case "team":
    case "user":
    case "usergroup":
      return "";
  }
}

/** The blocks' text, for where only text goes. Buttons are left out, since they cannot be pressed there. */
export function plainOfBlocks(blocks: readonly KnownBlock[]): string {
  return blocks
    .map(plainOfBlock)
    .filter((text) => text !== "")
    .join("\n\n");
}

function plainOfBlock(block: KnownBlock): string {
  switch (block.type) {
    case "rich_text":
      return plainOfRichText(block);
    case "header":
      return block.text.text;
    case "image":
      return "image_url" in block ? `${block.alt_text} (${block.image_url})` : block.alt_text;
    case "table":
      return plainOfTable(block);
    case "context":
      return block.elements
        .map((element) => (element.type === "image" ? element.alt_text : element.text))
        .join(" ");
    case "actions":
    case "alert":
    case "card":
    case "carousel":
    case "container":
    case "context_actions":
    case "data_table":
    case "divider":
    case "file":
    case "input":
    case "markdown":
    case "plan":
    case "section":
    case "task_card":
    case "video":
      return "";
  }
}

function plainOfRichText({ elements }: RichTextBlock): string {
  return elements.map((element) => plainOfPart(element).trimEnd()).join("\n");
}

function plainOfPart(part: RichTextBlockElement): string {
  if (part.type !== "rich_text_list") return plainOf(part.elements);
  const first = "offset" in part && typeof part.offset === "number" ? part.offset + 1 : 1;
  const margin = "  ".repeat(part.indent ?? 0);
  return part.elements
    .map((item, index) => {
      const mark = part.style === "ordered" ? `${first + index}.` : "•";
      return `${margin}${mark} ${plainOf(item.elements)}`;
    })
    .join("\n");
}

function plainOfTable({ rows }: TableBlock): string {
  return rows
    .map((row) =>
      row
        .map((cell) => (cell.type === "rich_text" ? plainOfRichText(cell) : cell.text).trim())
        .join(" | "),
    )
    .join("\n");
}
