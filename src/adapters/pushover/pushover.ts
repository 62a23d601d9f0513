import { z } from "zod";
import { MINUTE } from "../../lib/durations.ts";
import type { Log } from "../../lib/log.ts";
import type { PushoverConfig } from "../../lib/phone-config.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { ContactRecords } from "../../ports/contact-records.ts";
import type { Delivery, Notifier, PageMessage } from "../../ports/notifier.ts";
import type { Route } from "../../ports/web.ts";
import { createApi, TIMEOUT_MS, type PushoverApi } from "./api.ts";
import { callbackAddress, callbackRoute } from "./callback-route.ts";
import { EXPIRES_MS, messageFields, tagOf } from "./message.ts";
import { probe } from "./probe.ts";
import { readReply } from "./read-reply.ts";
import { askReceipt, printOf, readReceipt, writeReceipt } from "./receipt.ts";

const NO_RECEIPT = { outcome: "failed", reason: "rejected", permanent: true } as const;
/** A message to a group is acknowledged by any of them, so that it proves nobody. */
const NOBODY_ALONE = { outcome: "failed", reason: "bad-destination", permanent: true } as const;

const sentSchema = z.object({ receipt: z.string().min(1).max(64).nullish() });
const cancelledSchema = z.looseObject({});
const userSchema = z.object({ group: z.number().nullish(), devices: z.array(z.string()) });

export interface PushoverParts {
  readonly config: PushoverConfig;
  /** Without a slash at its end; null: Pushover cannot reach us. */
  readonly callbackUrl: string | null;
  readonly contacts: Pick<ContactRecords, "find">;
  readonly log: Log;
}

/** Push through Pushover, which rings until its person acknowledges. */
export function createPushover({ config, callbackUrl, contacts, log }: PushoverParts): {
  readonly push: Notifier;
  routes(callbacks: Callbacks): readonly Route[];
} {
  const api = createApi(config);
  return {
    push: {
      method: "push",
      name: "pushover",
      timeoutMs: TIMEOUT_MS,
      ringsMs: null,
      destinationOf: async ({ handle, responder }) => {
        const contact = responder ? await contacts.find(handle, "pushover") : null;
        return contact?.state === "known" ? contact.value : null;
      },
      accepts: (to, signal) => accepts(api, to, signal),
      send: (page, to, signal) => send(api, callbackUrl, { page, to }, signal),
      stop: (providerId, signal, page) => stop(api, providerId, page, signal),
      stopsByPage: true,
      followsForMs: EXPIRES_MS + MINUTE,
      follow: async (providerId, signal) => {
        const receipt = readReceipt(providerId);
        return receipt === null ? NO_RECEIPT : askReceipt(api, receipt, signal);
      },
      probe: (signal) => probe(api, signal),
    },
    routes: (callbacks) => (callbackUrl === null ? [] : [callbackRoute(api, callbacks, log)]),
  };
}

async function send(
  api: PushoverApi,
  callbackUrl: string | null,
  { page, to }: { readonly page: PageMessage; readonly to: string },
  signal: AbortSignal,
): Promise<Delivery> {
  const print = printOf(to);
  const callback = callbackUrl && callbackAddress(callbackUrl, page.token, print);
  const fields = messageFields(page, { user: to, callback });
  const read = readReply(await api.post("messages", fields, signal), sentSchema);
  if (read.outcome === "failed") return read;
  const id = read.body.receipt ?? null;
  return { outcome: "sent", providerId: id && writeReceipt({ id, print }) };
}

/** By its tag rather than by its receipt: what was sent, and not answered, rings as well. */
async function stop(
  api: PushoverApi,
  providerId: string,
  page: PageMessage,
  signal: AbortSignal,
): Promise<Delivery> {
  const path = `receipts/cancel_by_tag/${encodeURIComponent(tagOf(page))}`;
  const read = readReply(await api.post(path, {}, signal), cancelledSchema);
  return read.outcome === "failed" ? read : { outcome: "sent", providerId };
}

async function accepts(api: PushoverApi, user: string, signal: AbortSignal): Promise<Delivery> {
  const read = readReply(await api.post("users/validate", { user }, signal), userSchema);
  if (read.outcome === "failed") return read;
  const isOne = read.body.group !== 1 && read.body.devices.length > 0;
  return isOne ? { outcome: "sent", providerId: null } : NOBODY_ALONE;
}
