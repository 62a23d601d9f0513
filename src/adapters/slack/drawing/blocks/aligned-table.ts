const WIDEST_COLUMN = 40;

export type Align = "left" | "center" | "right" | null;

/** Columns one below the other in letters of one width; the first row is the head. */
export function alignedTable(
  rows: readonly (readonly string[])[],
  align: readonly Align[],
): string {
  const widths = widthsOf(rows);
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => padded(row[column] ?? "", width, align[column] ?? null))
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)].join(
    "\n",
  );
}

/** A cell that is longer than most pushes its own line alone. */
function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) =>
    Math.min(WIDEST_COLUMN, Math.max(1, ...rows.map((row) => lengthOf(row[column] ?? "")))),
  );
}

function padded(text: string, width: number, align: Align): string {
  const space = Math.max(0, width - lengthOf(text));
  if (align === "right") return " ".repeat(space) + text;
  const before = align === "center" ? Math.floor(space / 2) : 0;
  return " ".repeat(before) + text + " ".repeat(space - before);
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
