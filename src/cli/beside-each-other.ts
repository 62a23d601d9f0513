import { EMPTY_ROOM, OCCUPIED_ROOM, type SaidRehearsal } from "../watch/say-rehearsal.ts";

const GAP = "   ";

/** Two columns of plain text; empty when there is nothing in them. */
export function besideEachOther({
  empty,
  occupied,
}: Pick<SaidRehearsal, "empty" | "occupied">): string {
  const rows = Math.max(empty.length, occupied.length);
  if (rows === 0) return "";
  const left = [EMPTY_ROOM, ...empty];
  const right = [OCCUPIED_ROOM, ...occupied];
  const width = Math.max(...left.map(({ length }) => length));
  return Array.from({ length: rows + 1 }, (_, row) =>
    `${(left[row] ?? "").padEnd(width)}${GAP}${right[row] ?? ""}`.trimEnd(),
  ).join("\n");
}
