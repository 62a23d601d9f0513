/** Text for where Slack reads markup: nothing in it is a mention or a link. At most `max` characters, cut with a mark. */
export function asText(text: string, max: number): string {
  return cutEscaped(
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    max,
  );
}

/** Text that is escaped already, never cut inside of an escape. */
export function cutEscaped(escaped: string, max: number): string {
  if (escaped.length <= max) return escaped;
  return `${escaped.slice(0, max - 1).replace(/&[a-z]{0,3}$|[\uD800-\uDBFF]$/, "")}…`;
}
