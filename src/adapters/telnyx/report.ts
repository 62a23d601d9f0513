import type { Progress } from "../../ports/notifier.ts";
import type { WebReply } from "../../ports/web.ts";
import type { RoutesParts } from "./routes-parts.ts";

export const TAKEN: WebReply = { status: 200, body: null };

/** Telnyx's word, and its own number for why not. */
export interface Reported {
  readonly progress: Progress;
  readonly code: number | null;
}

/** Hands on how a call or a message goes on. What means nothing, or has a token that is not known any more, is answered alike: Telnyx could do nothing about it. */
export async function report(
  { callbacks, log }: RoutesParts,
  token: string,
  reported: Reported | null,
): Promise<WebReply> {
  if (reported === null) return TAKEN;
  const { progress, code } = reported;
  if (progress.state.kind === "failed") {
    const { reason } = progress.state.failure;
    log.warn({ provider: "telnyx", code, reason }, "Telnyx failed");
  }
  await callbacks.reported(token, progress);
  return TAKEN;
}
