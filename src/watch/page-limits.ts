import { MINUTE, SECOND } from "../lib/durations.ts";
import type { Method } from "../incidents/policy.ts";
import type { PageLimit } from "../ports/page-records.ts";

/** A page that the policy plans for exactly the end of a limit must not miss it by the time that sending takes. */
const SLACK_MS = 10 * SECOND;

export type PageLimits = Readonly<Record<Method, PageLimit>>;

/** How often one person may be reached by one method. What falls within a limit is held and leaves as one page. A service that is handed over to takes each incident by itself. */
export const PAGE_LIMITS: PageLimits = {
  voice: { count: 1, spanMs: 3 * MINUTE - SLACK_MS, alone: true, each: false },
  sms: { count: 5, spanMs: 15 * MINUTE - SLACK_MS, alone: false, each: false },
  push: { count: 1, spanMs: 10 * SECOND, alone: false, each: false },
  dm: { count: 1, spanMs: 10 * SECOND, alone: false, each: false },
  pagerduty: { count: 100, spanMs: MINUTE, alone: false, each: true },
  opsgenie: { count: 100, spanMs: MINUTE, alone: false, each: true },
};

/** The same with the team's own numbers: `count` in `spanMs` as they were written, the slack not yet taken off. */
export function withLimits(
  own: Readonly<Partial<Record<Method, { readonly count: number; readonly spanMs: number }>>>,
): PageLimits {
  const changed = Object.entries(own).map(([method, { count, spanMs }]) => [
    method,
    {
      ...PAGE_LIMITS[method as Method],
      count,
      spanMs: Math.max(SECOND, spanMs >= MINUTE ? spanMs - SLACK_MS : spanMs),
    },
  ]);
  return { ...PAGE_LIMITS, ...(Object.fromEntries(changed) as Partial<PageLimits>) };
}

/** A limit as it was written, with the slack put back. */
export function asWritten({ count, spanMs, each }: PageLimit): Omit<PageLimit, "alone" | "each"> {
  const whole = each ? spanMs : spanMs + SLACK_MS;
  return { count, spanMs: whole >= MINUTE ? whole : spanMs };
}
