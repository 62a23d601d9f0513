const ROOT = "/hooks/twilio";

/** Where Twilio calls us back, as our server mounts it. */
export const PATHS = {
  round: `${ROOT}/calls/:token/rounds/:round`,
  keys: `${ROOT}/calls/:token/keys`,
  callStatus: `${ROOT}/calls/:token/status`,
  messageStatus: `${ROOT}/messages/:token/status`,
  messages: `${ROOT}/messages`,
} as const;

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
