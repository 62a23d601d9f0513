import { callbackPaths } from "../../lib/callback-paths.ts";

export const PATHS = callbackPaths("/hooks/twilio");

/** The same for one attempt, as Twilio is told. */
export function addresses(callbackUrl: string, token: string) {
  const at = (path: string): string => callbackUrl + path.replace(":token", () => token);
  return {
    round: (round: number): string => at(PATHS.round).replace(":round", String(round)),
    keys: at(PATHS.keys),
    callStatus: at(PATHS.callStatus),
    messageStatus: at(PATHS.messageStatus),
  };
}

/** What stands in the console, for messages that come in. */
export function messagesAddress(callbackUrl: string): string {
  return callbackUrl + PATHS.messages;
}
