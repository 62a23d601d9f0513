/** `#17` or `17`; null for anything else. */
export function incidentNumber(word: string | undefined): number | null {
  const digits = /^#?([1-9]\d{0,8})$/.exec(word ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Exactly one word, and that a number. */
export function onlyNumber(words: readonly string[]): number | null {
  return words.length === 1 ? incidentNumber(words[0]) : null;
}
