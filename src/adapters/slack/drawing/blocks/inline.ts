import type { RichTextElement } from "@slack/types";
import type { PhrasingContent } from "mdast";
import { chatHref } from "./chat-href.ts";
import { linked, words, type Style } from "./rich-text.ts";

export interface Surroundings {
  /** Address by the identifier of a definition. */
  readonly definitions: ReadonlyMap<string, string>;
  /** The address of the page that relative links start from. */
  readonly base: string | null;
}

interface Look {
  readonly style: Style;
  /** Set inside of a link. */
  readonly href: string | null;
}

/** A flow of text as elements that show it literally. Neighbours of the same look become one. */
export function inline(
  nodes: readonly PhrasingContent[],
  around: Surroundings,
  look: Look = { style: {}, href: null },
): readonly RichTextElement[] {
  return joined(nodes.flatMap((node) => elementsOf(node, around, look)));
}

function elementsOf(
  node: PhrasingContent,
  around: Surroundings,
  look: Look,
): readonly RichTextElement[] {
  const withStyle = (children: readonly PhrasingContent[], style: Style) =>
    inline(children, around, { ...look, style: { ...look.style, ...style } });
  switch (node.type) {
    case "text":
      return shown(node.value.replaceAll("\n", " "), look);
    case "html":
      return shown(node.value, look);
    case "break":
      return [words("\n")];
    case "inlineCode":
      return shown(node.value, { ...look, style: { ...look.style, code: true } });
    case "strong":
      return withStyle(node.children, { bold: true });
    case "emphasis":
      return withStyle(node.children, { italic: true });
    case "delete":
      return withStyle(node.children, { strike: true });
    case "link":
      return linkTo(node.url, node.children, around, look);
    case "linkReference":
      return linkTo(around.definitions.get(node.identifier) ?? "", node.children, around, look);
    case "image":
      return linkTo(node.url, [textOf(node.alt)], around, look);
    case "imageReference":
      return linkTo(
        around.definitions.get(node.identifier) ?? "",
        [textOf(node.alt)],
        around,
        look,
      );
    case "footnoteReference":
      return shown(`[${node.label ?? node.identifier}]`, look);
  }
}

function textOf(alt: string | null | undefined): PhrasingContent {
  return { type: "text", value: alt ?? "" };
}

function linkTo(
  url: string,
  children: readonly PhrasingContent[],
  around: Surroundings,
  look: Look,
): readonly RichTextElement[] {
  const href = look.href === null ? chatHref(url, around.base) : null;
  const content = inline(children, around, { ...look, href: href ?? look.href });
  if (content.length > 0 && (href !== null || url === "")) return content;
  if (href !== null) return [linked(href, "", look.style)];
  // Inside of another link, or leading where nothing here can go.
  return [...content, ...shown(content.length === 0 ? url : ` (${url})`, look)];
}

function shown(text: string, { style, href }: Look): readonly RichTextElement[] {
  if (text === "") return [];
  return [href === null ? words(text, style) : linked(href, text, style)];
}

function joined(elements: readonly RichTextElement[]): readonly RichTextElement[] {
  const result: RichTextElement[] = [];
  for (const element of elements) {
    const last = result.at(-1);
    if (last?.type === "text" && element.type === "text" && isSame(last.style, element.style))
      result[result.length - 1] = { ...last, text: last.text + element.text };
    else result.push(element);
  }
  return result;
}

function isSame(a: Style | undefined, b: Style | undefined): boolean {
  return (["bold", "italic", "strike", "code"] as const).every((name) => a?.[name] === b?.[name]);
}
