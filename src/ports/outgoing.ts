import type { Effect } from "../incidents/incident.ts";

/** Sent by a page's own outcome rather than by a decision. */
export type PageNews =
  /** Nobody needs it any more, and it went out all the same. */
  | { readonly kind: "withdraw"; readonly page: string }
  /** It failed for good. */
  | { readonly kind: "undeliverable"; readonly asked: string; readonly generation: number };

/** An effect as it lies in the outbox. */
export interface Outgoing {
  /** Incident id, revision, index. */
  readonly id: string;
  readonly incident: string;
  /** Sayings have a place of their own; older versions put them here. */
  readonly effect: Extract<Effect, { kind: "say" | "stop" }> | PageNews;
}
