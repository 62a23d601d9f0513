import type { SourceAnswer } from "../../ports/source.ts";

/** One series: an alert asks one address, and an address may hold a secret. */
export function reading(value: number): SourceAnswer {
  return { outcome: "read", readings: [{ labels: {}, value }] };
}
