import { z } from "zod";
import { DAY } from "../../lib/durations.ts";
import { systemClock, type Clock } from "../../lib/clock.ts";
import type { Log } from "../../lib/log.ts";
import type { OpsgenieConfig } from "../../lib/phone-config.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { Delivery, Notifier, PageMessage } from "../../ports/notifier.ts";
import type { Route } from "../../ports/web.ts";
import { alertJson, aliasOf, followUp } from "./alert.ts";
import { createApi, TIMEOUT_MS, type OpsgenieApi } from "./api.ts";
import { follow, readSent, writeSent } from "./follow.ts";
import { probe } from "./probe.ts";
import { readReply } from "./read-reply.ts";
import { webhookRoute } from "./webhook-route.ts";

const takenSchema = z.object({ requestId: z.string().min(1).max(200) });

export interface OpsgenieParts {
  readonly config: OpsgenieConfig;
  /** Without a slash at its end; null: nobody outside reaches us. */
  readonly callbackUrl: string | null;
  readonly log: Log;
  readonly clock?: Pick<Clock, "real">;
}

/**
 * Hands incidents over to Opsgenie, which calls whoever it is told to. The same alias again is the same alert there, so that a double does no harm.
 * Opsgenie's own API ends on 2027-04-05; Jira Service Management, `jsm`, takes the same requests under another address.
 */
export function createOpsgenie({ config, callbackUrl, log, clock = systemClock }: OpsgenieParts): {
  readonly notifier: Notifier;
  routes(callbacks: Callbacks): readonly Route[];
} {
  const api = createApi(config);
  const { webhookSecret: secret } = config;
  // Even with a secret nothing comes back to where nobody reaches us.
  const comesBack = secret !== null && callbackUrl !== null;
  return {
    notifier: {
      method: "opsgenie",
      name: "opsgenie",
      timeoutMs: TIMEOUT_MS,
      ringsMs: null,
      destinationOf: () => Promise.resolve("opsgenie"),
      send: (page, _to, signal) => send(api, callbackUrl, page, signal),
      stop: (providerId, signal, page) => stop(api, providerId, page, signal),
      stopsByPage: true,
      follow: (providerId, signal) => follow(api, readSent(providerId), comesBack, signal),
      // What nobody takes there stays open.
      ...(!comesBack && { followsForMs: DAY }),
      probe: (signal) => probe(api, signal),
    },
    routes: (callbacks) =>
      secret === null ? [] : [webhookRoute({ secret, callbacks, log, clock })],
  };
}

async function send(
  api: OpsgenieApi,
  home: string | null,
  page: PageMessage,
  signal: AbortSignal,
): Promise<Delivery> {
  const read = readReply(await api.post("", alertJson(page, home), signal), 202, takenSchema);
  if (read.outcome === "failed") return read;
  const { requestId } = read.body;
  return { outcome: "sent", providerId: writeSent({ alias: aliasOf(page), requestId }) };
}

/** Opsgenie takes it up later, and drops what is about no open alert. */
async function stop(
  api: OpsgenieApi,
  providerId: string,
  page: PageMessage,
  signal: AbortSignal,
): Promise<Delivery> {
  const next = followUp(page);
  const alias = providerId === "" ? aliasOf(page) : readSent(providerId)?.alias;
  if (next === null || alias === undefined) return { outcome: "sent", providerId };
  const path = `/${encodeURIComponent(alias)}/${next.act}?identifierType=alias`;
  const read = readReply(await api.post(path, next.body, signal), 202, takenSchema);
  return read.outcome === "failed" ? read : { outcome: "sent", providerId };
}
