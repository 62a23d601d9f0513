import type { RichTextElement, TableBlock } from "@slack/types";
import type { Table } from "mdast";
import { alignedTable } from "./aligned-table.ts";
import { inline, type Surroundings } from "./inline.ts";
import { lettersOf } from "./letters-of.ts";
import { TABLE } from "./limits.ts";
import { blockPart, textPart, type Part } from "./part.ts";
import { plainOf } from "./plain-of.ts";
import { preformatted } from "./preformatted.ts";
import { richText, section } from "./rich-text.ts";

type Cell = readonly RichTextElement[];

/** A table of Slack's own where it fits, else its columns set in letters of one width. */
export function tableParts(node: Table, around: Surroundings): readonly Part[] {
  const rows = cellsOf(node, around);
  const block = tableBlock(node, rows);
  const instead = plainTable(node, rows);
  return fits(block) ? [blockPart(block, { instead })] : instead.map((part) => textPart(part));
}

/** For inside of a list or a quote, where no block can stand. */
export function innerTable(node: Table, around: Surroundings, quoted: boolean): readonly Part[] {
  return plainTable(node, cellsOf(node, around), quoted).map((part) => textPart(part));
}

function cellsOf(node: Table, around: Surroundings): readonly (readonly Cell[])[] {
  const columns = Math.max(...node.children.map((row) => row.children.length));
  return node.children.map((row) =>
    Array.from({ length: columns }, (_, column) =>
      inline(row.children[column]?.children ?? [], around),
    ),
  );
}

function tableBlock(node: Table, rows: readonly (readonly Cell[])[]): TableBlock {
  return {
    type: "table",
    rows: rows.map((row) => row.map(cellOf)),
    column_settings: (rows[0] ?? []).map((_, column) => ({
      align: node.align?.[column] ?? "left",
      is_wrapped: true,
    })),
  };
}

function cellOf(cell: Cell): TableBlock["rows"][number][number] {
  const isPlain = cell.every((element) => element.type === "text" && element.style === undefined);
  if (!isPlain) return richText(section(...cell));
  const text = plainOf(cell);
  return { type: "raw_text", text: text === "" ? " " : text };
}

function fits(block: TableBlock): boolean {
  return (
    block.rows.length <= TABLE.rows &&
    (block.rows[0]?.length ?? 0) <= TABLE.columns &&
    lettersOf(block) <= TABLE.letters
  );
}

function plainTable(node: Table, rows: readonly (readonly Cell[])[], quoted = false) {
  const texts = rows.map((row) => row.map((cell) => plainOf(cell).replaceAll("\n", " ")));
  return [...preformatted(alignedTable(texts, node.align ?? []), quoted)];
}
