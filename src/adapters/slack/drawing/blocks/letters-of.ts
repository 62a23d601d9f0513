const NO_TEXT: ReadonlySet<string> = new Set(["type", "style", "action_id", "block_id", "align"]);

/** All that Slack may count as text in a block or a part of one: addresses too. */
export function lettersOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let sum = 0;
  for (const [name, part] of Object.entries(value)) if (!NO_TEXT.has(name)) sum += lettersOf(part);
  return sum;
}
