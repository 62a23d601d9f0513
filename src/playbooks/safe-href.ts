const HERE = "http://here.invalid";
const PROTOCOLS: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

/**
 * Where a link may lead: the web, mail, or a page of ours. Null for everything else.
 *
 * @param base the folder, with slashes at both ends, that relative links start from
 */
export function safeHref(url: string, base: string): string | null {
  const trimmed = url.trim();
  if (trimmed.startsWith("#")) return trimmed;
  if (!URL.canParse(trimmed, HERE + base)) return null;
  const parsed = new URL(trimmed, HERE + base);
  if (parsed.origin === HERE) return parsed.pathname + parsed.search + parsed.hash;
  return PROTOCOLS.has(parsed.protocol) ? parsed.href : null;
}
