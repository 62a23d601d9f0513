import { fieldOf } from "../../lib/field-of.ts";
import type { Reading, SourceAnswer } from "../../ports/source.ts";
import type { Management } from "./management.ts";
import { OF_NODES, type NodeMeasure } from "./measures.ts";

/** One series for each node. A node that does not run has no value, which is no good news. */
export async function readNodes(api: Management, measure: NodeMeasure): Promise<SourceAnswer> {
  const column = OF_NODES[measure];
  const got = await api.get({
    path: ["nodes"],
    query: { columns: `name,running,${column}` },
    what: "list of nodes here: see the address",
  });
  if (got.outcome === "failed") return got;
  const readings: Reading[] = [];
  let missing: string | undefined;
  for (const node of Array.isArray(got.body) ? (got.body as readonly unknown[]) : []) {
    const name = String(fieldOf(node, "name"));
    const value = fieldOf(node, column);
    const isKnown = typeof value === "number" || typeof value === "boolean";
    if (isKnown && fieldOf(node, "running") !== false)
      readings.push({ labels: { node: name }, value: Number(value) });
    else
      missing ??=
        fieldOf(node, "running") === false
          ? `the node ${name} does not run`
          : `RabbitMQ has no ${measure} of the node ${name} yet`;
  }
  if (readings.length === 0)
    return { outcome: "failed", reason: missing ?? "RabbitMQ names no nodes" };
  return { outcome: "read", readings, ...(missing !== undefined && { unusable: missing }) };
}
