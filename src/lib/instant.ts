/** ISO 8601, UTC, from epoch milliseconds. */
export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}

/** Epoch milliseconds of an ISO 8601 instant with an offset; null when it is none. */
export function parseInstant(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
