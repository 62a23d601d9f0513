import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import type { Problem } from "./book.ts";
import { isReadableYaml } from "./guarded-yaml.ts";
import { lastAtOrBefore } from "./last-before.ts";
import type { Block } from "./outline.ts";
import { explainYaml, worthTelling } from "./yaml-faults.ts";
import { errorAt, type Fault, type Spot } from "./problem.ts";

export type Path = readonly (string | number)[];

/** The keys of a block, and where each stands in the file. */
export interface YamlBlock {
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the value; of what is around it when there is none. */
  valueAt(path: Path): Spot;
  /** Of the key; of the value when the path ends in a list. */
  keyAt(path: Path): Spot;
}

export type YamlReading =
  | { readonly ok: true; readonly yaml: YamlBlock }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const TOO_DEEP: Fault = {
  message: "This block is too long, or too deeply nested",
  mend: "Keep to the keys of an alert or a policy, one a line.",
};
const NOT_KEYS: Fault = {
  message: "This block has no keys",
  mend: "Write one `key: value` a line, such as `name: disk-full`.",
};

export function readYaml(block: Block): YamlReading {
  const fail = (spot: Spot, fault: Fault): Problem => errorAt(block.file, spot, fault);
  if (!isReadableYaml(block.yaml)) return { ok: false, problems: [fail(block.fence, TOO_DEEP)] };

  const document = parseDocument(block.yaml, {
    prettyErrors: false,
    stringKeys: true,
  });
  const spotAt = spotsIn(block);
  const faults = worthTelling([...document.errors, ...document.warnings]);
  if (faults.length > 0)
    return {
      ok: false,
      problems: faults.map((error) => fail(spotAt(error.pos[0]), explainYaml(error))),
    };
  const reused =
    document.directives?.yaml.explicit === true
      ? { spot: block.fence, fault: DIRECTIVE }
      : reuse(block.yaml, document, spotAt);
  if (reused !== null) return { ok: false, problems: [fail(reused.spot, reused.fault)] };
  if (!isMap(document.contents)) return { ok: false, problems: [fail(block.fence, NOT_KEYS)] };
  return { ok: true, yaml: places(block, document, document.contents, spotAt) };
}

const DIRECTIVE: Fault = { message: "A `%YAML` line is not read here", mend: "Leave it out." };
const REUSE: Fault = {
  message: "Anchors and aliases (`&`, `*`) are not read here",
  mend: "Write the value out, or put it in quotes if it begins with `&` or `*`.",
};

function reuse(
  text: string,
  document: Document.Parsed,
  spotAt: (offset: number) => Spot,
): { readonly spot: Spot; readonly fault: Fault } | null {
  let found = -1;
  visit(document, {
    Node: (_key, node) => {
      const start = node.range?.[0] ?? 0;
      if (isAlias(node)) found = start;
      else if (node.anchor !== undefined) found = text.lastIndexOf(`&${node.anchor}`, start);
      return found === -1 ? undefined : visit.BREAK;
    },
  });
  return found === -1 ? null : { spot: spotAt(found), fault: REUSE };
}

function places(
  block: Block,
  document: Document.Parsed,
  root: YAMLMap,
  spotAt: (offset: number) => Spot,
): YamlBlock {
  const nodeAt = (path: Path): Node | null => {
    const node = path.length === 0 ? root : document.getIn(path, true);
    return isNode(node) ? node : null;
  };
  const valueAt = (path: Path): Spot => {
    const start = nodeAt(path)?.range?.[0];
    if (path.length === 0) return block.fence;
    return start === undefined ? valueAt(path.slice(0, -1)) : spotAt(start);
  };
  const keyAt = (path: Path): Spot => {
    const around = nodeAt(path.slice(0, -1));
    const pair = isMap(around)
      ? around.items.find(
          (item: Pair) => isScalar(item.key) && String(item.key.value) === path.at(-1),
        )
      : undefined;
    const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
    return start === undefined ? valueAt(path) : spotAt(start);
  };
  return { data: document.toJS() as Record<string, unknown>, valueAt, keyAt };
}

/**
 * Places in the file. The parser's own counter loses lines behind a mistake. A fence may be indented; its lines then
 * lose that much, and columns must get it back.
 */
function spotsIn({ fence, yaml, lines }: Block): (offset: number) => Spot {
  const inner = yaml.split("\n");
  const starts = [0];
  for (const line of inner) starts.push(starts.at(-1)! + line.length + 1);
  return (offset) => {
    const index = lastAtOrBefore(starts.slice(0, -1), offset);
    const indent = (lines[index] ?? "").length - inner[index]!.length;
    const column = offset - starts[index]! + 1;
    return { line: fence.line + index + 1, column: column + Math.max(0, indent) };
  };
}
