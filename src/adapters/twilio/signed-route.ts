import { MINUTE } from "../../lib/durations.ts";
import type { Log } from "../../lib/log.ts";
import type { TwilioConfig } from "../../lib/phone-config.ts";
import { createSeldom } from "../../lib/seldom.ts";
import type { Route, WebReply } from "../../ports/web.ts";
import { isSigned } from "./signature.ts";

const SAID_EVERY_MS = 10 * MINUTE;
const FORBIDDEN: WebReply = { status: 403, body: { error: "Not allowed." } };

/** What Twilio told. Of a name that comes several times the first counts. */
export interface Told {
  /** Ours, from the path; empty where the path has none. */
  readonly token: string;
  readonly params: Readonly<Record<string, string>>;
  field(name: string): string;
}

export interface SignedParts {
  readonly config: Pick<TwilioConfig, "accountSid" | "authTokens">;
  readonly callbackUrl: string;
  readonly log: Log;
}

export type SignedRoute = (path: string, answer: (told: Told) => Promise<WebReply>) => Route;

/** Makes routes that only Twilio can call, and only about our account. */
export function createSignedRoutes({ config, callbackUrl, log }: SignedParts): SignedRoute {
  const isSeldom = createSeldom(SAID_EVERY_MS);
  return (path, answer) => ({
    method: "POST",
    path,
    raw: true,
    handle: async ({ target, headers, rawBody, params }) => {
      const signature = headers["x-twilio-signature"];
      const signed = { url: callbackUrl + target, body: rawBody, signature };
      const isTwilios = isSigned(signed, config.authTokens);
      const fields = new URLSearchParams(isTwilios ? rawBody.toString("utf8") : "");
      if (isTwilios && fields.get("AccountSid") === config.accountSid)
        return answer({
          token: params["token"] ?? "",
          params,
          field: (name) => fields.get(name) ?? "",
        });
      if (isSeldom("forged"))
        log.warn(
          { provider: "twilio", route: path },
          "a callback is not signed by our Twilio account. If it was Twilio's: PUBLIC_URL has to be the address that Twilio calls, and TWILIO_AUTH_TOKEN this account's",
        );
      return FORBIDDEN;
    },
  });
}

/** Of a field; null when it is no whole number. */
export function numberOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
