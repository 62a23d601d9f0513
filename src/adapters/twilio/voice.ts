import { z } from "zod";
import { SECOND } from "../../lib/durations.ts";
import { spokenSlowly } from "../../lib/spoken-slowly.ts";
import type { Notifier, PageMessage } from "../../ports/notifier.ts";
import { ask, type Fields } from "./account.ts";
import { addresses } from "./addresses.ts";
import { inlineDocument } from "./documents.ts";
import { probe } from "./probe.ts";
import { readAsked, readCreated, readStopped } from "./read-reply.ts";
import { callProgress } from "./states.ts";
import { told } from "./told.ts";
import type { TwilioParts } from "./parts.ts";

const TIMEOUT_MS = 10 * SECOND;
/** Voicemail answers after about thirty. */
const RING_SECONDS = 25;
const MOST_SECONDS = 180;
/** From the request on: it is queued, dialled, and may ring five seconds longer than asked. */
const RINGS_MS = 45 * SECOND;
const EVENTS = ["initiated", "ringing", "answered", "completed"];

const callSchema = z.object({ status: z.string() });

/** Phone calls through Twilio. */
export function createVoice(parts: TwilioParts): Notifier {
  const { config, callbackUrl, phones, log } = parts;
  const place = (to: string, rest: Fields, signal: AbortSignal) =>
    ask(config, {
      path: "/Calls.json",
      fields: [
        ["To", to],
        ["From", config.from],
        ["Timeout", String(RING_SECONDS)],
        ["TimeLimit", String(MOST_SECONDS)],
        ...rest,
      ],
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  const follow = async (sid: string, signal: AbortSignal) => {
    const reply = await ask(config, { path: pathOf(sid), timeoutMs: TIMEOUT_MS, signal });
    const { came } = readAsked(reply, callSchema);
    return "outcome" in came ? came : callProgress(came.status, { code: null, sip: null });
  };
  return {
    method: "voice",
    name: "twilio",
    timeoutMs: TIMEOUT_MS,
    ringsMs: RINGS_MS,
    destinationOf: async ({ handle, responder }) =>
      responder ? phones.numberFor(handle, "voice") : null,
    send: async (page, to, signal) => {
      const reply = await place(to, pageFields(page, callbackUrl), signal);
      return told(log, readCreated(reply), { page: page.id });
    },
    stop: async (sid, signal, page) => {
      // "completed" ends a call also while it is queued or rings; "canceled" would leave one alone that was just answered.
      const fields = [["Status", "completed"]] as const;
      const reply = await ask(config, { path: pathOf(sid), fields, timeoutMs: TIMEOUT_MS, signal });
      return told(log, readStopped(reply, sid), { page: page.id });
    },
    ...(callbackUrl === null && { follow }),
    tell: async (text, to, signal) => {
      const slowly = spokenSlowly(text);
      const reply = await place(to, [["Twiml", inlineDocument([slowly, slowly])]], signal);
      return told(log, readCreated(reply), {});
    },
    probe: (signal) => probe(parts, "voice", signal),
  };
}

const pathOf = (sid: string): string => `/Calls/${encodeURIComponent(sid)}.json`;

function pageFields({ call, token }: PageMessage, callbackUrl: string | null): Fields {
  if (callbackUrl === null) return [["Twiml", inlineDocument(call.say)]];
  const to = addresses(callbackUrl, token);
  return [
    ...(call.keys === null
      ? ([["Twiml", inlineDocument(call.say)]] as const)
      : ([
          ["Url", to.round(1)],
          ["Method", "POST"],
        ] as const)),
    ["StatusCallback", to.callStatus],
    ["StatusCallbackMethod", "POST"],
    ...EVENTS.map((event) => ["StatusCallbackEvent", event] as const),
  ];
}
