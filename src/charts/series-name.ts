import type { Labels } from "../alerts/signal.ts";

/** What tells each from the others: only the labels that differ; the value alone where one label does. */
export function seriesNames(all: readonly Labels[]): readonly string[] {
  const keys = [...new Set(all.flatMap((labels) => Object.keys(labels)))];
  const differing = keys.filter(
    (key) => new Set(all.map((labels) => labels[key])).size > 1 || all.length === 1,
  );
  return all.map((labels) => {
    const told = differing.filter((key) => labels[key] !== undefined);
    if (all.length > 1 && differing.length === 1) return labels[differing[0]!] ?? "no label";
    return told.map((key) => `${key}=${labels[key]}`).join(", ");
  });
}
