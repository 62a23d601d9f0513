import type { Nodes, Root } from "mdast";
import GithubSlugger from "github-slugger";
import { sanitize } from "hast-util-sanitize";
import { toHtml } from "hast-util-to-html";
import { toHast } from "mdast-util-to-hast";
import { toString } from "mdast-util-to-string";
import { DEEPEST_TREE, depthOf, normalizeText, parseWhole } from "./markdown.ts";
import { HTML_SCHEMA, WITH_PICTURES } from "./html-schema.ts";
import { safeHref } from "./safe-href.ts";
import { tameMarkdown } from "./tame-markdown.ts";
import { tangledAt } from "./tangle.ts";
import { walk, type TreeNode } from "./walk.ts";

/** Parsing takes up to ten milliseconds for each thousand characters, and everything else waits. */
const LONGEST = 100_000;
const BUDGET = 1_000_000;

export interface HtmlOptions {
  /** The folder, with slashes at both ends, that relative links start from: `/playbooks/`. */
  readonly base?: string;
  /**
   * Ids of the headings in their order, for a page of the book, which has them unique. Without it headings have no ids:
   * several texts on one page must not share any.
   */
  readonly anchors?: readonly string[] | "own";
  /** Images whose address begins with this stay images, loaded by their path alone; all others become links. For text of ours. */
  readonly pictures?: string;
}

/**
 * Safe HTML of somebody's Markdown: no raw HTML, no images but our own, links only to the web, mail and our own pages. What is too
 * long or too tangled to be read is shown as it is written.
 */
export function markdownToHtml(
  markdown: string,
  { base = "/", anchors = [], pictures }: HtmlOptions = {},
): string {
  const text = normalizeText(markdown);
  if (text.length > LONGEST || tangledAt(text, BUDGET) !== null) return asText(text);
  const root = parseWhole(text);
  if (depthOf(root) > DEEPEST_TREE) return asText(text);
  tameMarkdown(root, (url) => picturePath(url, pictures));
  nameHeadings(root, anchors);
  const tree = toHast(root, { footnoteLabelTagName: "p" });
  guardLinks(tree, base);
  return toHtml(sanitize(tree, pictures === undefined ? HTML_SCHEMA : WITH_PICTURES));
}

/** The page may be open under another name than people are told. */
function picturePath(url: string, pictures: string | undefined): string | null {
  if (pictures === undefined || !URL.canParse(url)) return null;
  const { href, pathname } = new URL(url);
  return href.startsWith(pictures) ? pathname : null;
}

function asText(text: string): string {
  return toHtml({
    type: "element",
    tagName: "pre",
    properties: {},
    children: [{ type: "text", value: text }],
  });
}

function nameHeadings(root: Root, anchors: readonly string[] | "own"): void {
  const slugger = new GithubSlugger();
  let index = 0;
  for (const { node } of walk<Nodes>(root)) {
    if (node.type !== "heading") continue;
    const id = anchors === "own" ? slugger.slug(toString(node).trim()) : anchors[index];
    if (id !== undefined) node.data = { hProperties: { id } };
    index += 1;
  }
}

interface Element extends TreeNode {
  readonly tagName?: string;
  readonly properties?: Record<string, unknown>;
}

function guardLinks(tree: TreeNode, base: string): void {
  for (const { node } of walk<Element>(tree)) {
    if (node.tagName !== "a" || node.properties === undefined) continue;
    const { href: url } = node.properties;
    const href = typeof url === "string" ? safeHref(url, base) : null;
    if (href === null) delete node.properties["href"];
    else Object.assign(node.properties, { href, rel: ["noopener", "noreferrer"] });
  }
}
