import type { Nodes } from "mdast";
import type { Spot } from "./problem.ts";

/** Of a parsed node; one that we made has no place. */
export function spotOf(node: Nodes): Spot {
  const { line, column } = node.position!.start;
  return { line, column };
}

/** Offset of its first character. */
export function startOf(node: Nodes): number {
  return node.position!.start.offset!;
}

/** Offset behind its last character. */
export function endOf(node: Nodes): number {
  return node.position!.end.offset!;
}
