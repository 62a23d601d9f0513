/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], word: "and" | "or" = "and"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
