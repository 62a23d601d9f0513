import type { Clock } from "../../lib/clock.ts";
import { MINUTE } from "../../lib/durations.ts";
import type { Log } from "../../lib/log.ts";
import type { TelnyxConfig } from "../../lib/phone-config.ts";
import { createSeldom } from "../../lib/seldom.ts";
import type { Route, WebReply, WebRequest } from "../../ports/web.ts";
import { isSigned, readPublicKey } from "./signature.ts";

const SAID_EVERY_MS = 10 * MINUTE;
const FORBIDDEN: WebReply = { status: 403, body: { error: "Not allowed." } };

/** What Telnyx told. */
export interface Told extends Pick<WebRequest, "params" | "query" | "rawBody"> {
  /** Ours, from the path; empty where the path has none. */
  readonly token: string;
}

export interface SignedParts {
  readonly config: Pick<TelnyxConfig, "publicKey">;
  readonly clock: Clock;
  readonly log: Log;
}

export type SignedRoute = (path: string, answer: (told: Told) => Promise<WebReply>) => Route;

/** Makes routes that only Telnyx can call. What it signs leaves out the address: that it is meant for us is known by our token. */
export function createSignedRoutes({ config, clock, log }: SignedParts): SignedRoute {
  const key = readPublicKey(config.publicKey);
  const isSeldom = createSeldom(SAID_EVERY_MS, clock);
  return (path, answer) => ({
    method: "POST",
    path,
    raw: true,
    handle: async ({ headers, rawBody, params, query }) => {
      const signature = headers["telnyx-signature-ed25519"];
      const timestamp = headers["telnyx-timestamp"];
      if (isSigned({ body: rawBody, timestamp, signature }, key, clock.real()))
        return answer({ token: params["token"] ?? "", params, query, rawBody });
      if (isSeldom("forged"))
        log.warn(
          { provider: "telnyx", route: path },
          "a callback is not signed by our Telnyx account within five minutes. If it was Telnyx's: TELNYX_PUBLIC_KEY has to be this account's, and the clock of this machine right",
        );
      return FORBIDDEN;
    },
  });
}
