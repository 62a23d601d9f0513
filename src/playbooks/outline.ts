import type { Code, Nodes, Root, RootContent } from "mdast";
import GithubSlugger from "github-slugger";
import { toString } from "mdast-util-to-string";
import type { BookFile, Problem } from "./book.ts";
import { fenceKind, type BlockKind } from "./fence-kind.ts";
import { DEEPEST_TREE, depthOf, normalizeText, parseMarkdown } from "./markdown.ts";
import { endOf, spotOf, startOf } from "./node-place.ts";
import { errorAt, type Spot } from "./problem.ts";
import { strayBlocks } from "./stray-blocks.ts";
import { tangledAt } from "./tangle.ts";
import { walk } from "./walk.ts";

/** Three seconds of reading at worst. */
const BUDGET = 10_000_000;

export interface Heading {
  readonly text: string;
  readonly anchor: string;
  readonly depth: number;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A fenced alert or policy. Offsets are into the outline's text. */
export interface Block {
  readonly kind: BlockKind;
  readonly file: string;
  readonly yaml: string;
  readonly fence: Spot;
  readonly start: number;
  readonly end: number;
  /** The file's own lines of the YAML, still indented. */
  readonly lines: readonly string[];
}

export interface Link extends Spot {
  readonly url: string;
}

/** One file of the book, read but not yet understood. */
export interface Outline {
  readonly file: string;
  readonly text: string;
  readonly headings: readonly Heading[];
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** Offsets of what a reader can follow: neither heading nor block. */
  readonly prose: readonly number[];
  readonly problems: readonly Problem[];
}

export function readOutline({ path: file, text: raw }: BookFile): Outline {
  const text = normalizeText(raw);
  const empty: Outline = {
    file,
    text,
    headings: [],
    blocks: [],
    links: [],
    prose: [],
    problems: [],
  };
  const tangled = tangledAt(text, BUDGET);
  if (tangled !== null) return { ...empty, problems: [tooTangled(file, tangled)] };
  const root = parseMarkdown(text);
  if (depthOf(root) > DEEPEST_TREE) return { ...empty, problems: [tooTangled(file, 1)] };
  return {
    ...empty,
    headings: headingsOf(root),
    blocks: root.children.flatMap((node) =>
      node.type === "code" ? blockOf(file, text, node) : [],
    ),
    links: linksOf(root),
    prose: root.children.filter(isProse).map(startOf),
    problems: strayBlocks(file, root),
  };
}

function headingsOf(root: Root): readonly Heading[] {
  const slugger = new GithubSlugger();
  const headings = root.children.filter((node) => node.type === "heading");
  return headings.map((node) => {
    const text = toString(node).trim();
    return {
      text,
      anchor: slugger.slug(text),
      depth: node.depth,
      line: spotOf(node).line,
      start: startOf(node),
      end: endOf(node),
    };
  });
}

function blockOf(file: string, text: string, node: Code): readonly Block[] {
  const kind = fenceKind(node);
  if (kind === null) return [];
  const [start, end] = [startOf(node), endOf(node)];
  const lines = text.slice(start, end).split("\n").slice(1);
  return [{ kind, file, yaml: node.value, fence: spotOf(node), start, end, lines }];
}

function linksOf(root: Root): readonly Link[] {
  const links: Link[] = [];
  for (const { node } of walk<Nodes>(root)) {
    if (node.type === "link" || node.type === "definition")
      links.push({ url: node.url, ...spotOf(node) });
  }
  return links;
}

function isProse(node: RootContent): boolean {
  if (node.type === "html") return !/^\s*<!--/.test(node.value);
  if (node.type === "code") return fenceKind(node) === null;
  return node.type !== "heading" && node.type !== "definition";
}

function tooTangled(file: string, line: number): Problem {
  return errorAt(
    file,
    { line, column: 1 },
    {
      message: "Too many brackets, stars or levels in one place to be read",
      mend: "Put blank lines between its parts, or shorten it.",
    },
  );
}
