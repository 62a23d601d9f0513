import type { FakeMessage, Json } from "./shapes.ts";

/** What a human reads of a message: its notification, then its blocks, buttons in brackets. */
export function shown({ text, blocks }: Pick<FakeMessage, "text" | "blocks">): string {
  return [unescaped(text), shownBlocks(blocks)].filter(Boolean).join("\n");
}

export function shownBlocks(blocks: readonly Json[]): string {
  return blocks.map(shownBlock).filter(Boolean).join("\n");
}

function shownBlock(block: Json): string {
  switch (block["type"]) {
    case "markdown":
      return String(block["text"]);
    case "table":
      return (block["rows"] as readonly (readonly Json[])[])
        .map((row) => row.map(piece).join(" | "))
        .join("\n");
    case "section":
      return [block["text"], ...(block["fields"] ?? []), block["accessory"]]
        .map(piece)
        .filter(Boolean)
        .join("\n");
    case "input":
      return [block["label"], block["element"]?.placeholder].map(piece).filter(Boolean).join(": ");
    case "rich_text":
      return piece(block);
    case "context":
    case "actions":
      return (block["elements"] as readonly Json[]).map(piece).join(" ");
    default:
      return piece(block);
  }
}

function piece(value: Json | undefined): string {
  if (value === undefined) return "";
  switch (value["type"]) {
    case "plain_text":
    case "raw_text":
    case "text":
      return String(value["text"]);
    case "mrkdwn":
      return unescaped(String(value["text"]));
    case "header":
      return piece(value["text"] as Json);
    case "button":
      return `[${piece(value["text"] as Json)}]`;
    case "image":
      return String(value["alt_text"]);
    case "link":
      return String(value["text"] ?? value["url"]);
    case "emoji":
      return `:${value["name"]}:`;
    case "user":
      return `<@${value["user_id"]}>`;
    case "channel":
      return `<#${value["channel_id"]}>`;
    case "usergroup":
      return `<!subteam^${value["usergroup_id"]}>`;
    case "broadcast":
      return `<!${value["range"]}>`;
    case "date":
      return String(value["fallback"] ?? value["timestamp"]);
    case "rich_text":
      return pieces(value, "\n");
    case "rich_text_list":
      return pieces(value, "\n");
    case "rich_text_section":
    case "rich_text_quote":
    case "rich_text_preformatted":
      return pieces(value, "");
    default:
      return value["options"] ? `[${piece(value["placeholder"] as Json | undefined)}]` : "";
  }
}

function pieces(value: Json, between: string): string {
  return ((value["elements"] ?? []) as readonly Json[]).map(piece).join(between);
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** All that Slack would make live of it: pings, mentions, links and channels, as they stand there. */
export function live({ text, blocks }: Pick<FakeMessage, "text" | "blocks">): readonly string[] {
  return [...tokens(text), ...blocks.flatMap(liveIn)];
}

const LIVE_PIECES = new Set(["user", "usergroup", "broadcast", "link", "channel"]);

function liveIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(liveIn);
  if (typeof value !== "object" || value === null) return [];
  const one = value as Json;
  if (one["type"] === "mrkdwn" || one["type"] === "markdown") return tokens(String(one["text"]));
  if (LIVE_PIECES.has(String(one["type"]))) return [String(one["url"] ?? piece(one))];
  return Object.values(one).flatMap(liveIn);
}

function tokens(text: string): readonly string[] {
  return text.match(/<[^<>\s][^<>]*>/g) ?? [];
}

/** The element with that action id, wherever it stands. */
export function findElement(
  blocks: readonly Json[],
  actionId: string,
  value?: string,
): { readonly element: Json; readonly block: Json } | null {
  for (const block of blocks)
    for (const element of [...(block["elements"] ?? []), block["accessory"], block["element"]])
      if (element?.action_id === actionId && (value === undefined || element.value === value))
        return { element: element as Json, block };
  return null;
}
