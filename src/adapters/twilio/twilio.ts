import type { Callbacks } from "../../ports/callbacks.ts";
import type { Notifier } from "../../ports/notifier.ts";
import type { Route } from "../../ports/web.ts";
import { callRoutes } from "./call-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import type { TwilioParts } from "./parts.ts";
import { createSignedRoutes } from "./signed-route.ts";
import { createSms } from "./sms.ts";
import { createVoice } from "./voice.ts";

export interface Twilio {
  readonly sms: Notifier;
  readonly voice: Notifier;
  /** None where Twilio cannot call us back. */
  routes(callbacks: Callbacks): readonly Route[];
}

/** SMS and phone calls through one Twilio account, from one number. */
export function createTwilio(parts: TwilioParts): Twilio {
  const { config, callbackUrl, log } = parts;
  return {
    sms: createSms(parts),
    voice: createVoice(parts),
    routes: (callbacks) => {
      if (callbackUrl === null) return [];
      const routed = { config, callbackUrl, log, callbacks };
      const signed = createSignedRoutes(routed);
      return [...callRoutes(routed, signed), ...messageRoutes(routed, signed)];
    },
  };
}
