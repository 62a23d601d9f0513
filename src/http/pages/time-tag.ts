import { escapeHtml } from "../../lib/escape-html.ts";
import { isoInstant } from "../../lib/instant.ts";
import { formatInstant } from "../../lib/wall-time.ts";

/** An instant as the team's clocks show it, with the exact one for machines and on hover. */
export function timeTag(at: number, zone: string, now: number): string {
  const exact = isoInstant(at);
  return `<time datetime="${exact}" title="${exact}">${escapeHtml(formatInstant(at, zone, now))}</time>`;
}
