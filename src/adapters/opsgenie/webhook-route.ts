import type { Clock } from "../../lib/clock.ts";
import { MINUTE } from "../../lib/durations.ts";
import type { Log } from "../../lib/log.ts";
import { createSeldom } from "../../lib/seldom.ts";
import { isEqual } from "../../lib/sign.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { Route } from "../../ports/web.ts";
import { readEvent } from "./webhook-event.ts";

export interface WebhookParts {
  readonly secret: string;
  readonly callbacks: Callbacks;
  readonly log: Log;
  readonly clock: Pick<Clock, "real">;
}

/** What is done in Opsgenie comes back here. It signs nothing: a header of our own, which its webhook integration is given, holds the secret. */
export function webhookRoute({ secret, callbacks, log, clock }: WebhookParts): Route {
  const isWorthALine = createSeldom(MINUTE);
  return {
    method: "POST",
    path: "/hooks/opsgenie",
    raw: true,
    handle: async ({ headers, rawBody }) => {
      if (!isEqual(headers["x-watchroom-secret"] ?? "", secret)) {
        if (isWorthALine("forged")) log.warn({ notifier: "opsgenie" }, "a webhook was refused");
        return { status: 403, body: { error: "The secret is wrong." } };
      }
      const event = readEvent(rawBody, clock.real());
      if (event !== null) await callbacks.handedBack(event);
      return { status: 202, body: null };
    },
  };
}
