import { SECOND } from "../../lib/durations.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { ask } from "./account.ts";
import { addresses } from "./addresses.ts";
import type { TelnyxParts } from "./parts.ts";
import { probeSms } from "./probe-sms.ts";
import { askedMessageSchema } from "./read-message.ts";
import { readAsked } from "./read-reply.ts";
import { told } from "./told.ts";
import { writeSms } from "./write-sms.ts";

const TIMEOUT_MS = 10 * SECOND;

/** SMS through Telnyx. */
export function createSms(parts: TelnyxParts): Notifier {
  const { config, callbackUrl, phones, log, clock } = parts;
  const follow = async (id: string, signal: AbortSignal) => {
    const path = `/messages/${encodeURIComponent(id)}`;
    const reply = await ask(config, { path, timeoutMs: TIMEOUT_MS, signal });
    return readAsked(reply, askedMessageSchema, clock.real()).came;
  };
  return {
    method: "sms",
    name: "telnyx",
    timeoutMs: TIMEOUT_MS,
    ringsMs: null,
    destinationOf: async ({ handle, responder }) =>
      responder ? phones.numberFor(handle, "sms") : null,
    send: async (page, to, signal) => {
      const statusUrl =
        callbackUrl === null ? null : addresses(callbackUrl, page.token).messageStatus;
      const sms = { to, text: page.sms, statusUrl };
      return told(log, await writeSms(parts, sms, signal), { page: page.id });
    },
    // What was sent cannot be taken back; its link says who has it.
    stop: (providerId) => Promise.resolve({ outcome: "sent", providerId }),
    ...(callbackUrl === null && { follow }),
    tell: async (text, to, signal) =>
      told(log, await writeSms(parts, { to, text, statusUrl: null }, signal), {}),
    probe: (signal) => probeSms(parts, signal),
  };
}
