import { escapeHtml } from "../../lib/escape-html.ts";
import { oneLine } from "../../lib/plain.ts";

const MAX_TITLE = 150;

/** A paragraph with the picture of what was measured; by its path, as the page may be open under another name than people are told. */
export function chartImage(url: string | null, title: string, measure: string | null): string {
  if (url === null) return "";
  const words = `Chart: ${oneLine(title, MAX_TITLE)}${measure === null ? "" : `, ${measure}`}`;
  return `<p><img class="chart" width="400" height="280" src="${escapeHtml(new URL(url).pathname)}" alt="${escapeHtml(words)}"></p>`;
}
