import type { List, ListItem, Paragraph, RootContent } from "mdast";
import { depthOf, DEEPEST_TREE, normalizeText, parseWhole } from "./markdown.ts";
import { endOf, startOf } from "./node-place.ts";
import { tangledAt } from "./tangle.ts";

export interface StepsLimit {
  readonly steps: number;
  readonly characters: number;
}

const CUT = "…";
/** Whatever comes later in a section is no first step. */
const READ = 20_000;
const BUDGET = 1_000_000;

/**
 * What to do first, as Markdown: the first steps of a section's first list; without a list, its first paragraphs. Cut
 * between blocks, or at worst between words, and then ends in `…`.
 */
export function firstSteps(
  body: string,
  limit: StepsLimit = { steps: 5, characters: 900 },
): string {
  const text = beginning(normalizeText(body));
  if (tangledAt(text, BUDGET) !== null) return "";
  const root = parseWhole(text);
  if (depthOf(root) > DEEPEST_TREE) return "";
  const blocks = root.children.filter((node) => !isReading(text, node));
  const list = blocks.find((node) => node.type === "list");
  if (list !== undefined) return cutList(text, list, limit);
  const first = Math.max(0, blocks.findIndex(isContent));
  const heading = blocks.findIndex((node, index) => index > first && node.type === "heading");
  const [opening, later] =
    heading === -1
      ? [blocks.slice(first), []]
      : [blocks.slice(first, heading), blocks.slice(heading)];
  return cutBlocks(text, opening.filter(isContent), limit.characters, later.some(isContent));
}

function beginning(text: string): string {
  if (text.length <= READ) return text;
  return text.slice(0, text.lastIndexOf("\n", READ) + 1 || READ);
}

/** The line that stands where the block stood. */
function isReading(text: string, node: RootContent): boolean {
  return (
    node.type === "paragraph" &&
    /^_(?:Fires when |Policy )[^\n]*\._$/.test(text.slice(startOf(node), endOf(node)))
  );
}

function isContent(node: RootContent): boolean {
  return node.type !== "heading" && node.type !== "definition" && node.type !== "html";
}

function cutList(text: string, list: List, { steps, characters }: StepsLimit): string {
  const start = startOf(list);
  const whole = list.children.filter(
    (item, index) => index < steps && endOf(item) - start <= characters,
  );
  const [last] = whole.slice(-1);
  if (last === undefined) return cutItem(text, list.children[0]!, characters);
  const kept = text.slice(start, endOf(last)).trimEnd();
  return whole.length === list.children.length ? kept : `${kept}\n\n${CUT}`;
}

/** A first step that is too long by itself: its own first blocks. */
function cutItem(text: string, item: ListItem, characters: number): string {
  const [first] = item.children;
  if (first === undefined) return "";
  const marker = text.slice(startOf(item), startOf(first));
  return `${marker}${cutBlocks(text, item.children, characters - marker.length, false)}`;
}

function cutBlocks(
  text: string,
  blocks: readonly RootContent[],
  characters: number,
  more: boolean,
): string {
  const [first] = blocks;
  if (first === undefined) return "";
  const start = startOf(first);
  const whole = blocks.filter((node) => endOf(node) - start <= characters);
  const [last] = whole.slice(-1);
  if (last === undefined)
    return first.type === "paragraph" ? cutParagraph(text, first, characters) : CUT;
  const kept = text.slice(start, endOf(last)).trimEnd();
  return whole.length < blocks.length || more ? `${kept}\n\n${CUT}` : kept;
}

/** Text is cut between words; code, links and emphasis stay whole or go. */
function cutParagraph(text: string, { children }: Paragraph, characters: number): string {
  const start = startOf(children[0]!);
  const limit = start + characters - CUT.length;
  const crossing = children.find((node) => endOf(node) > limit);
  if (crossing === undefined) return text.slice(start, limit);
  const end =
    crossing.type === "text" ? lastGap(text, startOf(crossing), limit) : startOf(crossing);
  return `${text.slice(start, end).trimEnd()}${CUT}`;
}

function lastGap(text: string, from: number, to: number): number {
  const part = text.slice(from, to);
  const gap = part.search(/\s\S*$/);
  if (gap !== -1) return from + gap;
  // One long word: but neither between the halves of a character nor behind the backslash of an escape.
  return /[\\\uD800-\uDBFF]$/.test(part) ? to - 1 : to;
}
