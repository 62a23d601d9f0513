import { z } from "zod";
import { SECOND } from "../../lib/durations.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { ask, type Fields } from "./account.ts";
import { addresses } from "./addresses.ts";
import type { TwilioParts } from "./parts.ts";
import { probe } from "./probe.ts";
import { readAsked, readCreated } from "./read-reply.ts";
import { messageProgress } from "./states.ts";
import { told } from "./told.ts";

const TIMEOUT_MS = 10 * SECOND;
/** A page that comes hours late wakes somebody for nothing. */
const VALID_SECONDS = 1_800;
/** Twilio takes no longer one. */
const MAX_BODY = 1_600;

const messageSchema = z.object({
  status: z.string(),
  error_code: z.number().nullable().catch(null),
});

/** SMS through Twilio. */
export function createSms(parts: TwilioParts): Notifier {
  const { config, callbackUrl, phones, log } = parts;
  const write = (to: string, text: string, rest: Fields, signal: AbortSignal) =>
    ask(config, {
      path: "/Messages.json",
      fields: [
        ["To", to],
        ["From", config.from],
        ["Body", text.slice(0, MAX_BODY)],
        ["ValidityPeriod", String(VALID_SECONDS)],
        ...rest,
      ],
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  const follow = async (sid: string, signal: AbortSignal) => {
    const path = `/Messages/${encodeURIComponent(sid)}.json`;
    const { came } = readAsked(
      await ask(config, { path, timeoutMs: TIMEOUT_MS, signal }),
      messageSchema,
    );
    return "outcome" in came ? came : messageProgress(came.status, came.error_code);
  };
  return {
    method: "sms",
    name: "twilio",
    timeoutMs: TIMEOUT_MS,
    ringsMs: null,
    destinationOf: async ({ handle, responder }) =>
      responder ? phones.numberFor(handle, "sms") : null,
    send: async (page, to, signal) => {
      const status: Fields =
        callbackUrl === null
          ? []
          : [["StatusCallback", addresses(callbackUrl, page.token).messageStatus]];
      const reply = await write(to, page.sms, status, signal);
      return told(log, readCreated(reply), { page: page.id });
    },
    // What was sent cannot be taken back; its link says who has it.
    stop: (providerId) => Promise.resolve({ outcome: "sent", providerId }),
    ...(callbackUrl === null && { follow }),
    tell: async (text, to, signal) => told(log, readCreated(await write(to, text, [], signal)), {}),
    probe: (signal) => probe(parts, "sms", signal),
  };
}
