import { SECOND } from "../../lib/durations.ts";
import { deadline } from "../../lib/timers.ts";
import type { RoutesParts } from "./routes-parts.ts";
import { told } from "./told.ts";
import { writeSms } from "./write-sms.ts";

const WITHIN_MS = 10 * SECOND;
const UNANSWERED = "an SMS was not answered; what it asked for was done";

/** Answers an SMS that came in. Never rejects: nobody waits for it. */
export async function answerSms(parts: RoutesParts, to: string, text: string): Promise<void> {
  const { log } = parts;
  try {
    const sms = { to, text, statusUrl: null };
    const came = told(log, await writeSms(parts, sms, deadline(WITHIN_MS)), {});
    if (came.outcome === "failed")
      log.error({ provider: "telnyx", reason: came.reason }, UNANSWERED);
  } catch (error) {
    log.error({ provider: "telnyx", error }, UNANSWERED);
  }
}
