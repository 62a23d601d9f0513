import type { AlertDefinition } from "../alerts/alert.ts";
import { formatDuration, parseDuration } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";

/** "_Fires when messages_ready is above 5,000 for 5 min; critical._" */
export function sayAlert({ threshold, source, forMs, severity }: AlertDefinition): string {
  if (threshold === null)
    return `_Fires when ${cause(source.kind, source.options["expect"])}; ${severity}._`;
  const bound =
    "above" in threshold
      ? `above ${grouped(threshold.above)}`
      : `below ${grouped(threshold.below)}`;
  const span = forMs > 0 ? ` for ${formatDuration(forMs)}` : "";
  return `_Fires when ${measureIn(source.options["measure"] ?? source.options["info"])} is ${bound}${span}; ${severity}._`;
}

function cause(kind: string, expect: unknown): string {
  if (kind !== "heartbeat") return "another tool says so";
  const span = typeof expect === "string" ? parseDuration(expect) : null;
  return span === null ? "no heartbeat comes" : `no heartbeat comes for ${formatDuration(span)}`;
}

function measureIn(measure: unknown): string {
  return typeof measure === "string" ? plainMarkdown(measure, 60) : "the value";
}

/** 12345.5 as "12,345.5" */
function grouped(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const thousands = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}
