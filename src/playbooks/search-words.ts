const MOST_WORDS = 400;

/** Words as they are searched: `HighErrorRate`, `high-error-rate` and "high error rate" are the same three. */
export function searchWords(text: string): string[] {
  const split = text.replaceAll(/(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ");
  return split
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u, MOST_WORDS)
    .filter((word) => word !== "");
}
