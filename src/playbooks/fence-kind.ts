import type { Code } from "mdast";
import { nearestName } from "../lib/nearest-name.ts";

export type BlockKind = "alert" | "policy";

/** What a fence says it is; null for all other code. */
export function fenceKind({ lang, meta }: Code): BlockKind | null {
  return lang === "yaml" && (meta === "alert" || meta === "policy") ? meta : null;
}

/** What a fence that is nearly ours most likely means: `yml alert`, `yaml alerts`, `alert`. */
export function nearFenceKind({ lang, meta }: Code): BlockKind | null {
  const first = (lang ?? "").toLowerCase();
  const second = (meta ?? "").trim().split(/\s/)[0]!.toLowerCase();
  if (first === "alert" || first === "policy") return first;
  return first === "yaml" || first === "yml"
    ? (nearestName(second.slice(0, 20), ["alert", "policy"]) as BlockKind | null)
    : null;
}
