import { escapeHtml } from "../../lib/escape-html.ts";
import type { Book, Section } from "../../playbooks/book.ts";
import { playbookUrl } from "./playbook-url.ts";
import { shell } from "./shell.ts";

/** Every file of the book with its sections, and the alerts that each section is about. */
export function playbooksIndexPage(book: Book): string {
  const files = [...new Set(book.sections.map(({ file }) => file))];
  const lists = files.map((file) =>
    fileList(
      file,
      book.sections.filter((section) => section.file === file),
    ),
  );
  const body = lists.length === 0 ? "<p>The book is empty.</p>" : lists.join("\n");
  return shell("Playbooks", `<h1>Playbooks</h1>\n${body}`);
}

function fileList(file: string, sections: readonly Section[]): string {
  return `<section>\n<h2>${escapeHtml(file)}</h2>\n<ul>\n${sections.map(line).join("\n")}\n</ul>\n</section>`;
}

function line(section: Section): string {
  const alerts =
    section.alerts.length === 0
      ? ""
      : ` <span class="alerts">${escapeHtml(section.alerts.join(", "))}</span>`;
  return `<li><a href="${playbookUrl(section)}">${escapeHtml(section.heading)}</a>${alerts}</li>`;
}
