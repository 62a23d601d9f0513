import type {
  Link,
  LinkReference,
  ListItem,
  Nodes,
  Paragraph,
  Parents,
  PhrasingContent,
  Root,
  Text,
} from "mdast";
import { isInside, walk, type Step } from "./walk.ts";

/** Flow of text holds no paragraphs. */
const HOLDS_TEXT: ReadonlySet<Nodes["type"]> = new Set([
  "paragraph",
  "heading",
  "emphasis",
  "strong",
  "delete",
  "link",
  "linkReference",
  "tableCell",
]);

const LINKS: ReadonlySet<Nodes["type"]> = new Set(["link", "linkReference"]);

const LANGUAGE = /^[\w+#-]{1,30}$/;

/**
 * Changes what must not become live or load by itself into text and links, in place.
 *
 * @param pathOf where an image that may stay is loaded from; null for all others
 */
export function tameMarkdown(root: Root, pathOf: (url: string) => string | null): void {
  for (const step of walk<Nodes>(root)) {
    const path = step.node.type === "image" ? pathOf(step.node.url) : null;
    if (step.node.type === "image" && path !== null) {
      step.node.url = path;
      continue;
    }
    const tame = tamed(step);
    if (tame !== null) replace(step, tame);
    if (step.node.type === "code" && !LANGUAGE.test(step.node.lang ?? "")) step.node.lang = null;
    if (step.node.type === "listItem" && typeof step.node.checked === "boolean") tick(step.node);
  }
}

function tamed(step: Step<Nodes>): Nodes | null {
  const { node, parent } = step;
  if (node.type === "html") {
    return HOLDS_TEXT.has(parent!.node.type) ? text(node.value) : paragraph(text(node.value));
  }
  if (node.type === "image") {
    const shown = text(node.alt || node.url);
    return isInside(step, LINKS)
      ? shown
      : ({ type: "link", url: node.url, children: [shown] } satisfies Link);
  }
  if (node.type === "imageReference") {
    const shown = text(node.alt || node.identifier);
    return isInside(step, LINKS)
      ? shown
      : ({ ...node, type: "linkReference", children: [shown] } satisfies LinkReference);
  }
  return null;
}

/** A box to tick would be a form control that nobody can use. */
function tick(item: ListItem): void {
  const box = text(item.checked === true ? "☑ " : "☐ ");
  item.checked = null;
  const [first] = item.children;
  if (first?.type === "paragraph") first.children.unshift(box);
  else item.children.unshift(paragraph(box));
}

function replace({ node, parent }: Step<Nodes>, by: Nodes): void {
  const siblings = (parent!.node as Parents).children as Nodes[];
  siblings[siblings.indexOf(node)] = by;
}

function paragraph(child: PhrasingContent): Paragraph {
  return { type: "paragraph", children: [child] };
}

function text(value: string): Text {
  return { type: "text", value };
}
