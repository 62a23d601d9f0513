import type { Nodes, Root } from "mdast";
import type { Problem } from "./book.ts";
import { fenceKind, nearFenceKind } from "./fence-kind.ts";
import { spotOf } from "./node-place.ts";
import { errorAt, quoted, type Fault } from "./problem.ts";
import { walk, type Step } from "./walk.ts";

/** Blocks that look like ours and would be passed over in silence: nobody would notice that an alert is not watched. */
export function strayBlocks(file: string, root: Root): readonly Problem[] {
  const found: Problem[] = [];
  for (const step of walk<Nodes>(root)) {
    const fault = strayFault(step);
    if (fault !== null) found.push(errorAt(file, spotOf(step.node), fault));
  }
  return found;
}

function strayFault({ node, depth }: Step<Nodes>): Fault | null {
  if (node.type !== "code") return null;
  const kind = fenceKind(node);
  if (kind !== null)
    return depth > 1
      ? {
          message: `This ${kind} is not read: it stands inside a list or a quote`,
          mend: "Move the block to the left margin, below its heading.",
        }
      : null;
  const meant = nearFenceKind(node);
  if (meant === null) return null;
  const said = [node.lang, node.meta].filter((word) => word !== null).join(" ");
  return {
    message: `This block is not read: its fence says ${quoted(said)}`,
    mend: `Let the fence say \`yaml ${meant}\`.`,
  };
}
