import type { CallScript } from "../ports/callbacks.ts";

const KEYS = "Press 1 to acknowledge, 2 to escalate, 3 to hear it again.";
const NO_KEYS = "No key is heard here. Acknowledge by SMS, by push or in the room.";

/** What a call says first. Where nothing can call us back, it is said all at once, twice. */
export function pageCall(text: string, hearsKeys: boolean): CallScript {
  return hearsKeys
    ? { say: [text, KEYS], keys: { silence: 2 } }
    : { say: [text, NO_KEYS, text, NO_KEYS], keys: null };
}
