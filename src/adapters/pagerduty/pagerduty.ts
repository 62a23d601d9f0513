import { SECOND } from "../../lib/durations.ts";
import { request } from "../../lib/http.ts";
import type { Log } from "../../lib/log.ts";
import type { PagerDutyConfig } from "../../lib/phone-config.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { Delivery, Notifier } from "../../ports/notifier.ts";
import type { Route } from "../../ports/web.ts";
import { followUp, keyOf, triggerEvent } from "./event.ts";
import { readReply } from "./read-reply.ts";
import { webhookRoute } from "./webhook-route.ts";

const VENDOR = "https://events.pagerduty.com";
const TIMEOUT_MS = 10 * SECOND;
const MAX_BYTES = 64 * 1024;

export interface PagerDutyParts {
  readonly config: PagerDutyConfig;
  /** Without a slash at its end; null: nobody outside reaches us. */
  readonly callbackUrl: string | null;
  readonly log: Log;
}

/** Hands incidents over to PagerDuty, which calls whoever it is told to. The same key again is the same incident there, so that a double does no harm. */
export function createPagerDuty({ config, callbackUrl, log }: PagerDutyParts): {
  readonly notifier: Notifier;
  routes(callbacks: Callbacks): readonly Route[];
} {
  const { webhookSecrets } = config;
  return {
    notifier: {
      method: "pagerduty",
      name: "pagerduty",
      timeoutMs: TIMEOUT_MS,
      ringsMs: null,
      destinationOf: () => Promise.resolve("pagerduty"),
      send: (page, _to, signal) =>
        enqueue(config, keyOf(page), triggerEvent(page, callbackUrl), signal),
      stop: (providerId, signal, page) => {
        const key = providerId || keyOf(page);
        const event = followUp(key, page);
        return event === null
          ? Promise.resolve({ outcome: "sent", providerId: key })
          : enqueue(config, key, event, signal);
      },
      stopsByPage: true,
      probe: () =>
        Promise.resolve({
          ok: true,
          said: "PagerDuty: the key was not checked, as PagerDuty tells only when something is triggered",
        }),
    },
    routes: (callbacks) =>
      webhookSecrets.length === 0 ? [] : [webhookRoute(webhookSecrets, callbacks, log)],
  };
}

async function enqueue(
  { routingKey, apiUrl }: PagerDutyConfig,
  key: string,
  event: object,
  signal: AbortSignal,
): Promise<Delivery> {
  const reply = await request({
    url: `${apiUrl ?? VENDOR}/v2/enqueue`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ routing_key: routingKey, ...event }),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal,
  });
  return readReply(reply, key);
}
