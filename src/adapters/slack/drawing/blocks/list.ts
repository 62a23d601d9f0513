import type { RichTextElement, RichTextList, RichTextSection } from "@slack/types";
import type { List, ListItem, PhrasingContent, RootContent } from "mdast";
import type { Flow, Place } from "./flow.ts";
import { inline } from "./inline.ts";
import { lettersOf } from "./letters-of.ts";
import { DEEPEST_INDENT, LONGEST_STRETCH } from "./limits.ts";
import { textPart, type Part } from "./part.ts";
import { section, words } from "./rich-text.ts";
import { splitInline } from "./split-inline.ts";

/** Slack knows it; its published types do not. */
type CountedList = RichTextList & { readonly offset?: number };

/** A list of Slack's own for each run of items: whatever else stands inside of an item ends it, and the next run goes on counting. */
export function listParts(node: List, place: Place, flow: Flow): readonly Part[] {
  const parts: Part[] = [];
  let run: RichTextSection[] = [];
  let letters = 0;
  const endRun = (next: number): void => {
    if (run.length > 0) parts.push(textPart(runOf(node, run, next - run.length, place)));
    run = [];
    letters = 0;
  };
  for (const [index, item] of node.children.entries()) {
    const { lead, rest } = openedUp(item, place);
    const [first = [words(" ")], ...more] = splitInline(numbered(node, index, lead));
    const size = lettersOf(first);
    if (letters + size > LONGEST_STRETCH) endRun(index);
    run.push(section(...first));
    letters += size;
    if (more.length === 0 && rest.length === 0) continue;
    endRun(index + 1);
    parts.push(...more.map((stretch) => textPart(section(...stretch))));
    parts.push(...flow(rest, { ...place, indent: place.indent + 1, top: false }));
  }
  endRun(node.children.length);
  return parts;
}

function runOf(
  node: List,
  elements: readonly RichTextSection[],
  index: number,
  { indent, quoted }: Place,
): CountedList {
  const isCounted = counts(node);
  const offset = isCounted ? (node.start ?? 1) - 1 + index : 0;
  return {
    type: "rich_text_list",
    style: isCounted ? "ordered" : "bullet",
    indent: Math.min(indent, DEEPEST_INDENT),
    elements: [...elements],
    ...(offset > 0 ? { offset } : {}),
    ...(quoted ? { border: 1 as const } : {}),
  };
}

/** Slack cannot count from nought. */
function counts({ ordered, start }: List): boolean {
  return ordered === true && (start ?? 1) >= 1;
}

function numbered(
  node: List,
  index: number,
  lead: readonly RichTextElement[],
): readonly RichTextElement[] {
  return node.ordered === true && !counts(node)
    ? [words(`${(node.start ?? 0) + index}. `), ...lead]
    : lead;
}

/** The text that an item begins with, and what stands below it. */
function openedUp(
  { checked, children }: ListItem,
  { around }: Place,
): { readonly lead: readonly RichTextElement[]; readonly rest: readonly RootContent[] } {
  const box = typeof checked === "boolean" ? [words(checked ? "☑ " : "☐ ")] : [];
  const end = children.findIndex((child) => textIn(child) === null);
  const texts = end === -1 ? children : children.slice(0, end);
  const lead = texts.flatMap((child, index) => [
    ...(index > 0 ? [words("\n")] : []),
    ...inline(textIn(child) ?? [], around, {
      style: child.type === "heading" ? { bold: true } : {},
      href: null,
    }),
  ]);
  return { lead: [...box, ...lead], rest: children.slice(texts.length) };
}

function textIn(node: RootContent): readonly PhrasingContent[] | null {
  if (node.type === "paragraph" || node.type === "heading") return node.children;
  return node.type === "html" ? [node] : null;
}
