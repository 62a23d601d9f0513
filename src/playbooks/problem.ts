import { oneLine } from "../lib/plain.ts";
import type { Problem } from "./book.ts";

/** A place in a file, 1-based. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

export interface Fault {
  readonly message: string;
  readonly mend: string;
}

export function errorAt(file: string, { line, column }: Spot, { message, mend }: Fault): Problem {
  return { severity: "error", file, line, column, message, mend };
}

export function warningAt(file: string, { line, column }: Spot, { message, mend }: Fault): Problem {
  return { severity: "warning", file, line, column, message, mend };
}

/** What the book says, shown as code. */
export function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return `\`${oneLine(text, 60).replaceAll("`", "'")}\``;
}

type Place = Pick<Problem, "file" | "line" | "column">;

export function byPlace(a: Place, b: Place): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
