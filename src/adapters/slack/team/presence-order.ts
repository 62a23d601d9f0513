/** What was heard of somebody when Slack was asked last; `at` in real milliseconds. */
export interface Heard {
  readonly active: boolean;
  readonly at: number;
}

/** Whoever is most likely to be there comes first: active at the last look, then those about whom the least is known. */
export function byLikelihood<T extends { readonly heard: Heard | null }>(
  candidates: readonly T[],
): readonly T[] {
  return candidates.toSorted(
    (a, b) =>
      Number(b.heard?.active ?? false) - Number(a.heard?.active ?? false) ||
      (a.heard?.at ?? 0) - (b.heard?.at ?? 0),
  );
}
