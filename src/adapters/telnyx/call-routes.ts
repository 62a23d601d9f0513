import { NOT_NOW, OVER, PRESS_AGAIN } from "../../lib/call-words.ts";
import type { CallScript } from "../../ports/callbacks.ts";
import type { Route, WebReply } from "../../ports/web.ts";
import { PATHS } from "./addresses.ts";
import { documentOf } from "./documents.ts";
import { readCallStatus, readDigit } from "./read-call.ts";
import { report } from "./report.ts";
import type { RoutesParts } from "./routes-parts.ts";
import type { SignedRoute } from "./signed-route.ts";

/** What Telnyx asks for during a call, and what it tells of it. */
export function callRoutes(parts: RoutesParts, signed: SignedRoute): readonly Route[] {
  const { callbacks } = parts;
  const roundOf = (token: string, round: string): Promise<WebReply> =>
    spoken(parts, token, NOT_NOW, async () =>
      /^[1-9]\d?$/.test(round) ? callbacks.script(token, Number(round)) : null,
    );
  return [
    signed(PATHS.round, ({ token, params }) => roundOf(token, params["round"] ?? "")),
    signed(PATHS.keys, ({ token, query, rawBody }) => {
      const digit = readDigit(rawBody);
      // Whether it tells of silence too is nowhere said.
      return digit === ""
        ? roundOf(token, query["silence"] ?? "")
        : spoken(parts, token, PRESS_AGAIN, () => callbacks.pressed(token, digit));
    }),
    signed(PATHS.callStatus, ({ token, rawBody }) => report(parts, token, readCallStatus(rawBody))),
  ];
}

async function spoken(
  { callbackUrl, log }: RoutesParts,
  token: string,
  otherwise: CallScript,
  next: () => Promise<CallScript | null>,
): Promise<WebReply> {
  const script = await next().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : "";
    log.error({ provider: "telnyx", why }, "what a call says next could not be found out");
    return otherwise;
  });
  return {
    status: 200,
    headers: { "content-type": "text/xml; charset=utf-8" },
    body: documentOf(script ?? OVER, callbackUrl, token),
  };
}
