import type { Nodes, Root, RootContent } from "mdast";
import { remark } from "remark";
import remarkGfm from "remark-gfm";
import { splitMarkdown } from "./split-markdown.ts";
import { walk } from "./walk.ts";

/** Beyond this, turning a tree into something else may exhaust the stack, which ends the whole process. */
export const DEEPEST_TREE = 100;

const processor = remark().use(remarkGfm).freeze();

/** Line breaks as the parser counts them, and no byte order mark: lines and columns stay as an editor shows them. */
export function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

/** The tree of normalized text, with positions. References across far parts of a large text stay unresolved. */
export function parseMarkdown(text: string): Root {
  const children: RootContent[] = [];
  for (const piece of splitMarkdown(text)) {
    const root = processor.parse(piece.text);
    if (piece.offset > 0) shift(root, piece);
    children.push(...root.children);
  }
  return { type: "root", children };
}

/** One piece, references resolved. */
export function parseWhole(text: string): Root {
  return processor.parse(text);
}

export function depthOf(root: Root): number {
  let deepest = 0;
  for (const { depth } of walk<Nodes>(root)) deepest = Math.max(deepest, depth);
  return deepest;
}

function shift(root: Root, by: { readonly offset: number; readonly line: number }): void {
  for (const { node } of walk<Nodes>(root)) {
    if (node.position === undefined) continue;
    for (const point of [node.position.start, node.position.end]) {
      point.line += by.line;
      point.offset = (point.offset ?? 0) + by.offset;
    }
  }
}
