import { cut } from "../../lib/cut.ts";
import type { ProgressState } from "../../ports/notifier.ts";
import type { WebReply } from "../../ports/web.ts";
import type { RoutesParts } from "./routes-parts.ts";
import { numberOf, type Told } from "./signed-route.ts";

const MAX_ID = 100;
const DONE: WebReply = { status: 204, body: null };

/** Hands on how a call or a message goes on. A token that is not known any more is answered alike: Twilio could do nothing about it. */
export async function report(
  { callbacks, log }: RoutesParts,
  { token, field }: Told,
  providerId: string,
  state: ProgressState,
): Promise<WebReply> {
  if (state.kind === "failed") {
    const { reason } = state.failure;
    log.warn({ provider: "twilio", code: numberOf(field("ErrorCode")), reason }, "Twilio failed");
  }
  await callbacks.reported(token, {
    providerId: cut(providerId, MAX_ID) || null,
    sequence: numberOf(field("SequenceNumber")),
    state,
  });
  return DONE;
}
