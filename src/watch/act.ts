import type { Incident } from "../incidents/incident.ts";

/** What became of a human act on an incident. `unchanged`: it already was so. */
export type Acted =
  | { readonly outcome: "done" | "unchanged" | "resolved-before"; readonly incident: Incident }
  | { readonly outcome: "unknown" };
