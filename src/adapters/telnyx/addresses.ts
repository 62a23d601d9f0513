import { callbackPaths } from "../../lib/callback-paths.ts";

export const PATHS = callbackPaths("/hooks/telnyx");

export interface Addresses {
  round(round: number): string;
  /** `silence`: the round that follows when no key comes after all. */
  keys(silence: number | null): string;
  readonly callStatus: string;
  readonly messageStatus: string;
}

/** The same for one attempt, as Telnyx is told. */
export function addresses(callbackUrl: string, token: string): Addresses {
  const at = (path: string): string => callbackUrl + path.replace(":token", token);
  return {
    round: (round) => at(PATHS.round).replace(":round", String(round)),
    keys: (silence) => at(PATHS.keys) + (silence === null ? "" : `?silence=${silence}`),
    callStatus: at(PATHS.callStatus),
    messageStatus: at(PATHS.messageStatus),
  };
}

/** What stands in the messaging profile, for messages that come in. */
export function messagesAddress(callbackUrl: string): string {
  return callbackUrl + PATHS.messages;
}
