import { createHash } from "node:crypto";
import type { Severity } from "./severity.ts";

export type Labels = Readonly<Record<string, string>>;

/** "Alert A, labels L: firing or resolved", from our own evaluation or from outside, before the book has been asked. */
export interface Signal {
  readonly alert: string;
  readonly status: "firing" | "resolved";
  readonly summary: string | null;
  /** As the sender said it; null when missing or unknown. */
  readonly severity: Severity | null;
  readonly labels: Labels;
  readonly value: number | null;
  /** When the sender says that it happened; milliseconds. */
  readonly at: number | null;
  /** The incident that somebody resolved by hand although this went on. Only watchroom itself says so. */
  readonly after?:
    | { readonly number: number; readonly by: string; readonly at: number }
    | undefined;
}

/** Alert name and labels, whatever the labels' order: at most one open incident each. */
export function fingerprint(alert: string, labels: Labels): string {
  const pairs = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([alert, pairs]))
    .digest("hex")
    .slice(0, 32);
}
