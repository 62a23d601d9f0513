import { nearestName } from "../../lib/nearest-name.ts";
import type { Book } from "../../playbooks/book.ts";

/** `nearest`: a name or an alias; null when none is near. */
export type FoundName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly nearest: string | null };

const LONGEST = 64;

/** The alert that somebody means, by its name or an alias of it. */
export function findName({ alerts }: Pick<Book, "alerts">, words: string): FoundName {
  const wanted = words.trim().toLowerCase();
  const found =
    alerts.find(({ name }) => name.toLowerCase() === wanted) ??
    alerts.find(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === wanted));
  if (found !== undefined) return { ok: true, name: found.name };
  const known = alerts
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .filter(({ length }) => length <= LONGEST);
  return { ok: false, nearest: nearestName(wanted.slice(0, LONGEST), known) };
}
