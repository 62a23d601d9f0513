/** ISO 8601, UTC, from epoch milliseconds. */
export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}

/** Epoch milliseconds of an ISO 8601 instant with an offset; null when it is none. */
export function parseInstant(text: string): number | null {
  // A day that its month does not have would roll over into the next one.
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** Epoch milliseconds of an HTTP `Date` header; null when it is none. */
export function parseHttpDate(text: string): number | null {
  if (!/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
