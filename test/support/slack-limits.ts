import type { KnownBlock } from "@slack/types";
import { plainOfBlocks } from "../../src/adapters/slack/drawing/blocks/plain-of.ts";
import type { SlackMessage, SlackPost } from "../../src/adapters/slack/drawing/message.ts";

/** All objects in a value, itself first. */
export function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? below : [value as Record<string, unknown>, ...below];
}

const LIVE = new Set(["user", "usergroup", "broadcast", "channel", "team", "mrkdwn", "markdown"]);
const LONGEST: Readonly<Record<string, number>> = {
  text: 3_000,
  url: 3_000,
  image_url: 3_000,
  alt_text: 2_000,
  action_id: 255,
  block_id: 255,
  value: 2_000,
};

/** What Slack would refuse in a message, or what would be live in it; empty when all is well. */
export function complaintsAbout(message: SlackMessage): readonly string[] {
  const { text, blocks } = message;
  const tables = blocks.filter(({ type }) => type === "table");
  const objects = objectsIn(blocks);
  const letters = JSON.stringify(blocks.map(lettersIn)).length;
  return [
    ...(text.length === 0 || text.length > 4_000 ? [`text of ${text.length}`] : []),
    ...(/[<>]/.test(text) || /&(?!amp;|lt;|gt;)/.test(text) ? ["markup in text"] : []),
    ...(blocks.length > 45 ? [`${blocks.length} blocks`] : []),
    ...(letters > 20_000 ? ["too much of everything"] : []),
    ...(sum(blocks) > 9_000 ? [`${sum(blocks)} letters`] : []),
    ...(tables.length > 1 ? [`${tables.length} tables`] : []),
    ...objects.flatMap((object) => objectComplaints(object)),
  ];
}

export function complaintsAboutPost({ main, thread }: SlackPost): readonly string[] {
  return [main, ...thread].flatMap(complaintsAbout);
}

function sum(blocks: readonly KnownBlock[]): number {
  return blocks.map(lettersIn).reduce((a, b) => a + b, 0);
}

/** Counted apart from the code that is tested: the text and addresses of a block. */
function lettersIn(block: KnownBlock): number {
  return objectsIn(block)
    .flatMap((object) => ["text", "url", "image_url", "alt_text"].map((name) => object[name]))
    .reduce((all: number, value) => all + (typeof value === "string" ? value.length : 0), 0);
}

function objectComplaints(object: Record<string, unknown>): readonly string[] {
  const type = typeof object["type"] === "string" ? object["type"] : "";
  const strings = Object.entries(object).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return [
    ...(LIVE.has(type) ? [`a live ${type}`] : []),
    ...strings.flatMap(([name, value]) => {
      if (value.length === 0) return [`empty ${name} of ${type}`];
      return value.length > (LONGEST[name] ?? Infinity) ? [`${name} of ${value.length}`] : [];
    }),
    ...(Array.isArray(object["elements"]) && object["elements"].length === 0
      ? [`${type} without elements`]
      : []),
    ...typeComplaints(type, object),
  ];
}

function typeComplaints(type: string, object: Record<string, any>): readonly string[] {
  if (type === "header" && object["text"].text.length > 150) return ["long header"];
  if (type === "actions" && object["elements"].length > 25) return ["many buttons"];
  if (type === "button" && object["text"].text.length > 75) return ["long button"];
  if (type === "rich_text_list" && object["indent"] > 8) return ["deep list"];
  if (type === "link" && !/^(https?|mailto):/.test(object["url"])) return [`link ${object["url"]}`];
  if (type === "image" && object["image_url"] !== undefined)
    return object["image_url"].startsWith("https:") ? [] : ["image that Slack cannot fetch"];
  if (type !== "table") return [];
  const rows: unknown[][] = object["rows"];
  const isFine =
    rows.length <= 100 && rows.every((row) => row.length <= 20 && row.length === rows[0]!.length);
  return isFine ? [] : ["table of a wrong size"];
}

/** All that a reader sees of a post, in its order. */
export function seenIn({ main, thread }: SlackPost): string {
  return [main, ...thread].map(({ blocks }) => plainOfBlocks(blocks)).join("\n\n");
}

/** What somebody copies out of the blocks of code. */
export function codeIn(blocks: readonly KnownBlock[]): string {
  return objectsIn(blocks)
    .filter(({ type }) => type === "rich_text_preformatted")
    .map((block) =>
      objectsIn(block["elements"])
        .map(({ text }) => String(text))
        .join(""),
    )
    .join("\n");
}

export interface ButtonSeen {
  readonly label: string;
  readonly action: string;
  readonly value: string | undefined;
  readonly style: string | undefined;
  readonly asks: boolean;
}

/** The buttons in a message, in their order. */
export function buttonsIn(blocks: readonly KnownBlock[]): readonly ButtonSeen[] {
  return objectsIn(blocks)
    .filter(({ type }) => type === "button")
    .map((button: Record<string, any>) => ({
      label: button["text"].text,
      action: button["action_id"],
      value: button["value"],
      style: button["style"],
      asks: button["confirm"] !== undefined,
    }));
}
