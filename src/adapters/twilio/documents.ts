import { callMarkup } from "../../lib/call-markup.ts";
import { cut } from "../../lib/cut.ts";
import type { CallScript } from "../../ports/callbacks.ts";
import { addresses } from "./addresses.ts";

/** Twilio takes no longer one together with the call. */
const MAX_INLINE = 4_000;
const SHORTER = [600, 300, 150, 60];
const MOST_SENTENCES = 8;

/** The next document of a call that can call us back. */
export function documentOf({ say, keys }: CallScript, callbackUrl: string, token: string): string {
  const to = addresses(callbackUrl, token);
  const silence = keys?.silence ?? null;
  return callMarkup({
    say,
    keysTo: keys === null ? null : to.keys,
    thenTo: silence === null ? null : to.round(silence),
  });
}

/** All that a call says when nothing can call us back; shortened to what Twilio takes. */
export function inlineDocument(say: readonly string[]): string {
  const documents = SHORTER.map((most) =>
    callMarkup({
      say: say.slice(0, MOST_SENTENCES).map((text) => cut(text, most)),
      keysTo: null,
      thenTo: null,
    }),
  );
  return documents.find(({ length }) => length < MAX_INLINE) ?? documents.at(-1)!;
}
