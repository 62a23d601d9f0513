import { nearestName } from "../lib/nearest-name.ts";

/** A word or a name in chat is shorter; comparing costs the product of both lengths. */
const LONGEST = 64;

/** The candidate that a typing mistake or two would turn into the words, whatever their case; null when none is that near. */
export function nearest(words: string, candidates: readonly string[]): string | null {
  if (words.length > LONGEST) return null;
  const byLowerCase = new Map(
    candidates
      .filter(({ length }) => length <= LONGEST)
      .map((candidate) => [candidate.toLowerCase(), candidate]),
  );
  const found = nearestName(words.toLowerCase(), byLowerCase.keys());
  return found === null ? null : (byLowerCase.get(found) ?? null);
}
