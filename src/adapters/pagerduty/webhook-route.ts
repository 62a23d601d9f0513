import { MINUTE } from "../../lib/durations.ts";
import type { Log } from "../../lib/log.ts";
import { createSeldom } from "../../lib/seldom.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { Route } from "../../ports/web.ts";
import { isSigned } from "./signature.ts";
import { readEvent } from "./webhook-event.ts";

/** What is done in PagerDuty comes back here, signed. What does not concern us is taken as well: three refusals in a row, and PagerDuty tells nothing for a day. */
export function webhookRoute(secrets: readonly string[], callbacks: Callbacks, log: Log): Route {
  const isWorthALine = createSeldom(MINUTE);
  return {
    method: "POST",
    path: "/hooks/pagerduty",
    raw: true,
    handle: async ({ headers, rawBody }) => {
      if (!isSigned(rawBody, headers["x-pagerduty-signature"], secrets)) {
        if (isWorthALine("forged")) log.warn({ notifier: "pagerduty" }, "a webhook was refused");
        return { status: 403, body: { error: "The signature is wrong." } };
      }
      const event = readEvent(rawBody);
      if (event !== null) await callbacks.handedBack(event);
      return { status: 202, body: null };
    },
  };
}
