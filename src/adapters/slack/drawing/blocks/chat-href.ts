import { safeHref } from "../../../../playbooks/safe-href.ts";
import { LONGEST_URL } from "./limits.ts";

/**
 * Where a link may lead from a chat: the web or mail. Null for everything else.
 *
 * @param base the address of the page that relative links start from; null: there is none
 */
export function chatHref(url: string, base: string | null): string | null {
  const href = safeHref(url, "/");
  if (href === null) return null;
  const isRelative = href.startsWith("#") || href.startsWith("/");
  if (isRelative && (base === null || !URL.canParse(url.trim(), base))) return null;
  const absolute = isRelative ? new URL(url.trim(), base!).href : href;
  return absolute.length <= LONGEST_URL ? absolute : null;
}
