import type { Problem } from "./book.ts";
import type { Link, Outline } from "./outline.ts";
import { quoted, warningAt, type Fault } from "./problem.ts";
import { didYouMean } from "./values.ts";

/** Finding the nearest name takes a while; nobody reads more of them. */
const SUGGESTIONS = 50;

/** Links from one page of the book to another that lead nowhere. */
export function checkLinks(outlines: readonly Outline[]): readonly Problem[] {
  const anchors = new Map(
    outlines.map(({ file, headings }) => [file, new Set(headings.map(({ anchor }) => anchor))]),
  );
  const problems: Problem[] = [];
  for (const { file, links } of outlines) {
    for (const link of links) {
      const fault = faultOf(file, link, anchors, problems.length < SUGGESTIONS);
      if (fault !== null) problems.push(warningAt(file, link, fault));
    }
  }
  return problems;
}

function faultOf(
  from: string,
  { url }: Link,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  suggest: boolean,
): Fault | null {
  const target = targetOf(from, url);
  if (target === null) return null;
  const known = anchors.get(target.file);
  const near = (given: string, names: readonly string[]): string =>
    suggest ? didYouMean(given, names) : "Correct the link.";
  if (known === undefined)
    return {
      message: `The book has no page ${quoted(target.file)}`,
      mend: near(target.file, [...anchors.keys()]),
    };
  if (target.anchor === "" || known.has(target.anchor)) return null;
  return {
    message: `${quoted(target.file)} has no section ${quoted(`#${target.anchor}`)}`,
    mend: near(
      `#${target.anchor}`,
      [...known].map((anchor) => `#${anchor}`),
    ),
  };
}

/** Null for links that do not lead to a page of the book. */
function targetOf(
  from: string,
  url: string,
): { readonly file: string; readonly anchor: string } | null {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(url)) return null;
  const [, path = "", hash = ""] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(url) ?? [];
  const anchor = decoded(hash);
  if (path === "") return url.startsWith("#") ? { file: from, anchor } : null;
  return /\.md$/i.test(path) ? { file: resolve(from, decoded(path)), anchor } : null;
}

function resolve(from: string, path: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
