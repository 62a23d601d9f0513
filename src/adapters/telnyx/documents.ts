import { callMarkup } from "../../lib/call-markup.ts";
import type { CallScript } from "../../ports/callbacks.ts";
import { addresses } from "./addresses.ts";

const MOST_SENTENCES = 12;

/** A document of a call that can call us back. */
export function documentOf({ say, keys }: CallScript, callbackUrl: string, token: string): string {
  const to = addresses(callbackUrl, token);
  const silence = keys?.silence ?? null;
  return callMarkup({
    say: say.slice(0, MOST_SENTENCES),
    keysTo: keys === null ? null : to.keys(silence),
    thenTo: silence === null ? null : to.round(silence),
  });
}

/** All that a call says when nothing can call us back. */
export function inlineDocument(say: readonly string[]): string {
  return callMarkup({ say: say.slice(0, MOST_SENTENCES), keysTo: null, thenTo: null });
}
