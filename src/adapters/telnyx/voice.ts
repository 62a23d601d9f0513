import { z } from "zod";
import { SECOND } from "../../lib/durations.ts";
import { spokenSlowly } from "../../lib/spoken-slowly.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Notifier, PageMessage, ProgressState } from "../../ports/notifier.ts";
import { ask } from "./account.ts";
import { addresses } from "./addresses.ts";
import { documentOf, inlineDocument } from "./documents.ts";
import { hangUp } from "./hang-up.ts";
import type { TelnyxParts } from "./parts.ts";
import { probeVoice } from "./probe-voice.ts";
import { readAsked, readCall, type Reading } from "./read-reply.ts";
import { told } from "./told.ts";

const TIMEOUT_MS = 10 * SECOND;
/** From the request on: it is dialled, and rings thirty seconds. */
const RINGS_MS = 40 * SECOND;
const EVENTS = ["initiated", "ringing", "answered", "completed"];

const callSchema = z.object({
  data: z.object({ is_alive: z.boolean(), end_time: z.string().nullish() }),
});

/** Phone calls through a TeXML application of Telnyx. */
export function createVoice(parts: TelnyxParts): Notifier {
  const { config, callbackUrl, phones, log, clock } = parts;
  // This address takes an application where the newer one takes an account, and says the call's name at once.
  const place = async (to: string, rest: object, signal: AbortSignal): Promise<Reading> =>
    readCall(
      await ask(config, {
        path: `/texml/calls/${encodeURIComponent(config.applicationId)}`,
        body: { To: to, From: config.from, ...rest },
        timeoutMs: TIMEOUT_MS,
        signal,
      }),
      clock.real(),
    );
  const follow = async (sid: string, signal: AbortSignal): Promise<ProgressState | Failure> => {
    const path = `/calls/${encodeURIComponent(sid)}`;
    const reply = await ask(config, { path, timeoutMs: TIMEOUT_MS, signal });
    const { came } = readAsked(reply, callSchema, clock.real());
    return "outcome" in came ? came : stateOf(came.data);
  };
  return {
    method: "voice",
    name: "telnyx",
    timeoutMs: TIMEOUT_MS,
    ringsMs: RINGS_MS,
    destinationOf: async ({ handle, responder }) =>
      responder ? phones.numberFor(handle, "voice") : null,
    send: async (page, to, signal) =>
      told(log, await place(to, callOf(page, callbackUrl), signal), { page: page.id }),
    stop: async (sid, signal, page) =>
      told(log, await hangUp(parts, sid, { timeoutMs: TIMEOUT_MS, signal }), { page: page.id }),
    ...(callbackUrl === null && { follow }),
    tell: async (text, to, signal) => {
      const slowly = spokenSlowly(text);
      return told(log, await place(to, { Texml: inlineDocument([slowly, slowly]) }, signal), {});
    },
    probe: (signal) => probeVoice(parts, signal),
  };
}

/** What it says first goes with it: it is heard even when our own address cannot be reached. */
function callOf({ call, token }: PageMessage, callbackUrl: string | null): object {
  if (callbackUrl === null) return { Texml: inlineDocument(call.say) };
  return {
    Texml: documentOf(call, callbackUrl, token),
    StatusCallback: addresses(callbackUrl, token).callStatus,
    StatusCallbackMethod: "POST",
    StatusCallbackEvent: EVENTS.join(" "),
  };
}

/** A call that is still to be dialled is not alive either; only one that has ended has an end. */
function stateOf({ is_alive, end_time }: z.infer<typeof callSchema>["data"]): ProgressState {
  return is_alive || !end_time ? { kind: "under-way" } : { kind: "over", why: "completed" };
}
