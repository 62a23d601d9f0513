import { escapeHtml } from "../../lib/escape-html.ts";

/** Where a section of the book stands on our own pages, ready for an attribute. */
export function playbookUrl({
  file,
  anchor,
}: {
  readonly file: string;
  readonly anchor: string;
}): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return escapeHtml(`/playbooks/${path}#${encodeURIComponent(anchor)}`);
}

/** The folder of a file of the book on our own pages, which its relative links start from. */
export function playbookFolder(file: string): string {
  const folder = file
    .split("/")
    .slice(0, -1)
    .map((part) => `${encodeURIComponent(part)}/`);
  return `/playbooks/${folder.join("")}`;
}
