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
