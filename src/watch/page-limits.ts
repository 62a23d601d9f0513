import { MINUTE, SECOND } from "../lib/durations.ts";
import type { Method } from "../incidents/policy.ts";
import type { PageLimit } from "../ports/page-records.ts";

/** A page that the policy plans for exactly the end of a limit must not miss it by the time that sending takes. */
const SLACK_MS = 10 * SECOND;

/** How often one person may be reached by one method. What falls within a limit is held and leaves as one page. */
export const PAGE_LIMITS: Readonly<Record<Method, PageLimit>> = {
  voice: { count: 1, spanMs: 3 * MINUTE - SLACK_MS, alone: true },
  sms: { count: 5, spanMs: 15 * MINUTE - SLACK_MS, alone: false },
  push: { count: 1, spanMs: 10 * SECOND, alone: false },
  dm: { count: 1, spanMs: 10 * SECOND, alone: false },
};
