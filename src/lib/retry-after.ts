import { SECOND } from "./durations.ts";
import { parseHttpDate } from "./instant.ts";

/** What a Retry-After header asks for, in milliseconds from `now`, never negative; null without one that can be read. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const value = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * SECOND;
  const at = parseHttpDate(value);
  return at === null ? null : Math.max(0, at - now);
}
