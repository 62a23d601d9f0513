/** A node of a Markdown or HTML tree. */
export interface TreeNode {
  readonly type: string;
  readonly children?: readonly TreeNode[];
}

/** A node with the way to it. */
export interface Step<N extends TreeNode> {
  readonly node: N;
  readonly parent: Step<N> | null;
  readonly depth: number;
}

/** Every node, parents first, in the order of the text. Without recursion: a hostile tree may be deeper than the stack. */
export function* walk<N extends TreeNode>(root: N): Generator<Step<N>> {
  const ahead: Step<N>[] = [{ node: root, parent: null, depth: 0 }];
  for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
    yield step;
    for (const child of (step.node.children ?? []).toReversed())
      ahead.push({ node: child as N, parent: step, depth: step.depth + 1 });
  }
}

export function isInside<N extends TreeNode>(
  step: Step<N>,
  types: ReadonlySet<N["type"]>,
): boolean {
  for (let above = step.parent; above !== null; above = above.parent)
    if (types.has(above.node.type)) return true;
  return false;
}
