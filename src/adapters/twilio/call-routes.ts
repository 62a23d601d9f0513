import { NOT_NOW, OVER, PRESS_AGAIN } from "../../lib/call-words.ts";
import type { CallScript } from "../../ports/callbacks.ts";
import type { Route } from "../../ports/web.ts";
import { PATHS } from "./addresses.ts";
import { documentOf } from "./documents.ts";
import { markupReply } from "./markup-reply.ts";
import { report } from "./report.ts";
import type { RoutesParts } from "./routes-parts.ts";
import { numberOf, type SignedRoute, type Told } from "./signed-route.ts";
import { callProgress } from "./states.ts";

/** What Twilio asks for during a call, and what it tells of it. */
export function callRoutes(parts: RoutesParts, signed: SignedRoute): readonly Route[] {
  const { callbacks } = parts;
  return [
    signed(PATHS.round, (told) => spoken(parts, told, NOT_NOW, () => scriptOf(parts, told))),
    signed(PATHS.keys, (told) =>
      spoken(parts, told, PRESS_AGAIN, () =>
        // The key that ends an entry is not among the digits.
        callbacks.pressed(told.token, told.field("Digits").slice(0, 1) || "#"),
      ),
    ),
    signed(PATHS.callStatus, (told) => {
      const [code, sip] = [
        numberOf(told.field("ErrorCode")),
        numberOf(told.field("SipResponseCode")),
      ];
      const state = callProgress(told.field("CallStatus"), { code, sip });
      return report(parts, told, told.field("CallSid"), state);
    }),
  ];
}

async function scriptOf({ callbacks }: RoutesParts, { token, params }: Told) {
  const round = numberOf(params["round"] ?? "");
  return round === null ? null : callbacks.script(token, round);
}

async function spoken(
  { callbackUrl, log }: RoutesParts,
  { token }: Told,
  otherwise: CallScript,
  next: () => Promise<CallScript | null>,
) {
  const script = await next().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : "";
    log.error({ provider: "twilio", why }, "what a call says next could not be found out");
    return otherwise;
  });
  return markupReply(documentOf(script ?? OVER, callbackUrl, token));
}
