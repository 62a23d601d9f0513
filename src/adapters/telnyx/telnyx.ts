import { systemClock } from "../../lib/clock.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { Notifier } from "../../ports/notifier.ts";
import type { Route } from "../../ports/web.ts";
import type { TelnyxParts } from "./parts.ts";
import { callRoutes } from "./call-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { createSignedRoutes } from "./signed-route.ts";
import { createSms } from "./sms.ts";
import { createVoice } from "./voice.ts";

export interface Telnyx {
  readonly sms: Notifier;
  readonly voice: Notifier;
  /** None where Telnyx cannot call us back. */
  routes(callbacks: Callbacks): readonly Route[];
}

/** SMS and phone calls through one Telnyx account, from one number. */
export function createTelnyx(
  given: Omit<TelnyxParts, "clock"> & Partial<Pick<TelnyxParts, "clock">>,
): Telnyx {
  const parts: TelnyxParts = { clock: systemClock, ...given };
  return {
    sms: createSms(parts),
    voice: createVoice(parts),
    routes: (callbacks) => routesFor(parts, callbacks),
  };
}

function routesFor(parts: TelnyxParts, callbacks: Callbacks): readonly Route[] {
  const { callbackUrl } = parts;
  if (callbackUrl === null) return [];
  const signed = createSignedRoutes(parts);
  const all = { ...parts, callbackUrl, callbacks };
  return [...callRoutes(all, signed), ...messageRoutes(all, signed)];
}
