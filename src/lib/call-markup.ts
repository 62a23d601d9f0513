import { cut } from "./cut.ts";

/** One document of a call, in the markup that Twilio and Telnyx have in common. */
export interface CallMarkup {
  readonly say: readonly string[];
  /** Where a pressed key is posted; null: no key is waited for. */
  readonly keysTo: string | null;
  /** Where to go on after that; null: hangs up. */
  readonly thenTo: string | null;
}

/** Real seconds for a key; somebody has to find the keypad. */
const KEY_SECONDS = 8;
const MOST_SPOKEN = 600;
/** What XML 1.0 cannot hold at all. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu;

export function callMarkup({ say, keysTo, thenTo }: CallMarkup): string {
  // People miss the first word while they lift the phone to their ear; and what is said without a pause is not understood.
  const spoken = say
    .map((text) => `<Pause length="1"/><Say>${xmlText(cut(text, MOST_SPOKEN))}</Say>`)
    .join("");
  const asked =
    keysTo === null
      ? spoken
      : `<Gather numDigits="1" timeout="${KEY_SECONDS}" action="${xmlText(keysTo)}" method="POST">${spoken}</Gather>`;
  const then =
    thenTo === null ? "<Hangup/>" : `<Redirect method="POST">${xmlText(thenTo)}</Redirect>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${asked}${then}</Response>`;
}

/** Text from outside stays text. */
export function xmlText(text: string): string {
  return text
    .replaceAll(FORBIDDEN, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
