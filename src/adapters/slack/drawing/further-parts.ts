import type { Root, RootContent } from "mdast";
import { normalizeText } from "../../../playbooks/markdown.ts";
import { endOf, startOf } from "../../../playbooks/node-place.ts";
import { readDocument } from "./blocks/document.ts";

/** The line of a section that says when its alert fires. */
const READING = /^_(?:Fires when |Policy )[^\n]*\._$/;

/**
 * What a section holds beyond its first steps, as nodes of its tree: what stands above them, the steps that follow,
 * counted on, and all below. The whole section when its steps cannot be found in it; nothing when there is no more; null
 * when it cannot be read.
 */
export function furtherParts(
  body: string,
  steps: string | null,
): { readonly root: Root; readonly nodes: readonly RootContent[] } | null {
  const root = readDocument(body);
  if (root === null) return null;
  const text = normalizeText(body);
  const nodes = root.children.filter(
    (node) => node.type !== "definition" && !READING.test(text.slice(startOf(node), endOf(node))),
  );
  const [first] = nodes;
  const shown = (steps ?? "").replace(/\s*…$/, "").trim();
  if (first === undefined || shown === "") return { root, nodes };
  const from = text.indexOf(shown, startOf(first));
  if (!nodes.some((node) => startOf(node) === from)) return { root, nodes };
  const later = behind(nodes, from + shown.length);
  if (later === null) return { root, nodes };
  return { root, nodes: [...nodes.filter((node) => endOf(node) <= from), ...later] };
}

/** What ends behind a place, an item of a list by itself; null when the place is in the middle of something that cannot be taken apart. */
function behind(nodes: readonly RootContent[], end: number): readonly RootContent[] | null {
  const open = nodes.findIndex((node) => endOf(node) > end);
  if (open === -1) return [];
  const node = nodes[open]!;
  if (startOf(node) >= end) return nodes.slice(open);
  if (node.type !== "list") return null;
  const done = node.children.findIndex((item) => endOf(item) > end);
  const rest = { ...node, children: node.children.slice(done) };
  const counted = node.ordered === true ? { ...rest, start: (node.start ?? 1) + done } : rest;
  return [counted, ...nodes.slice(open + 1)];
}
