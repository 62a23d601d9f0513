import { escapeHtml } from "../../lib/escape-html.ts";
import type { Book, Section } from "../../playbooks/book.ts";
import { markdownToHtml } from "../../playbooks/render-html.ts";
import { playbookFolder } from "./playbook-url.ts";
import { shell } from "./shell.ts";

/** One file of the book, its headings under their anchors; null when the book has no such file. */
export function playbookPage(book: Book, file: string): string | null {
  const sections = book.sections.filter((section) => section.file === file);
  const [first] = sections;
  if (!first) return null;
  const base = playbookFolder(file);
  const title = first.depth === 1 ? "" : `<h1>${escapeHtml(file)}</h1>\n`;
  const parts = outermost(sections).map((own) => sectionHtml(own, base));
  return shell(first.heading, `${title}<div class="text">\n${parts.join("\n")}\n</div>`);
}

/** A section's body has its subsections already: only those that no other contains, each with what it contains. */
function outermost(sections: readonly Section[]): readonly (readonly [Section, ...Section[]])[] {
  const groups: [Section, ...Section[]][] = [];
  for (const section of sections) {
    const group = groups.at(-1);
    if (group && section.depth > group[0].depth) group.push(section);
    else groups.push([section]);
  }
  return groups;
}

function sectionHtml([own, ...inner]: readonly [Section, ...Section[]], base: string): string {
  const heading = `<h${own.depth} id="${escapeHtml(own.anchor)}">${escapeHtml(own.heading)}</h${own.depth}>`;
  return `${heading}\n${markdownToHtml(own.body, { base, anchors: inner.map(({ anchor }) => anchor) })}`;
}
