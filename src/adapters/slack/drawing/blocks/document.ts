import type { Definition, Nodes, Root, RootContent } from "mdast";
import {
  DEEPEST_TREE,
  depthOf,
  normalizeText,
  parseWhole,
} from "../../../../playbooks/markdown.ts";
import { tangledAt } from "../../../../playbooks/tangle.ts";
import { walk } from "../../../../playbooks/walk.ts";
import { blocksOf, type Piece } from "./blocks-of.ts";
import { flow } from "./flow.ts";
import { textPart } from "./part.ts";
import { preformatted } from "./preformatted.ts";

/** Parsing takes up to ten milliseconds for each thousand characters, and everything else waits. */
const LONGEST = 100_000;
const BUDGET = 1_000_000;

/** The tree of a text; null when it is too long or too tangled to be read. */
export function readDocument(markdown: string): Root | null {
  const text = normalizeText(markdown);
  if (text.length > LONGEST || tangledAt(text, BUDGET) !== null) return null;
  const root = parseWhole(text);
  return depthOf(root) > DEEPEST_TREE ? null : root;
}

/** Markdown as blocks. What cannot be read is shown as it is written. */
export function documentPieces(markdown: string, base: string | null): readonly Piece[] {
  const root = readDocument(markdown);
  if (root === null) return asWritten(markdown);
  return nodePieces(root, root.children, base);
}

/** Some of the nodes of a tree, with the definitions of all of it. */
export function nodePieces(
  root: Root,
  nodes: readonly RootContent[],
  base: string | null,
): readonly Piece[] {
  const around = { definitions: definitionsIn(root), base };
  return blocksOf(flow(nodes, { around, indent: 0, quoted: false, top: true }));
}

function asWritten(text: string): readonly Piece[] {
  return blocksOf(preformatted(text).map((element) => textPart(element)));
}

/** The first of several counts. */
function definitionsIn(root: Root): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { node } of walk<Nodes>(root))
    if (isDefinition(node) && !found.has(node.identifier)) found.set(node.identifier, node.url);
  return found;
}

function isDefinition(node: Nodes): node is Definition {
  return node.type === "definition";
}
