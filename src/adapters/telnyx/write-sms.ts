import { SECOND } from "../../lib/durations.ts";
import { ask } from "./account.ts";
import type { TelnyxParts } from "./parts.ts";
import { readMessage, type Reading } from "./read-reply.ts";

const TIMEOUT_MS = 10 * SECOND;
/** Ten parts, and Telnyx takes no longer one. */
const MAX_TEXT = 1_530;

/** One message. `statusUrl`: where Telnyx tells how it goes on; null: nowhere. */
export async function writeSms(
  { config, clock }: Pick<TelnyxParts, "config" | "clock">,
  {
    to,
    text,
    statusUrl,
  }: { readonly to: string; readonly text: string; readonly statusUrl: string | null },
  signal: AbortSignal,
): Promise<Reading> {
  const reply = await ask(config, {
    path: "/messages",
    body: {
      from: config.from,
      to,
      text: text.slice(0, MAX_TEXT),
      ...(statusUrl !== null && { webhook_url: statusUrl }),
      // What the profile has is for messages that come in.
      use_profile_webhooks: false,
    },
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  return readMessage(reply, clock.real());
}
