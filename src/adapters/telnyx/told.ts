import type { Log } from "../../lib/log.ts";
import type { Delivery } from "../../ports/notifier.ts";
import type { Reading } from "./read-reply.ts";

/** Telnyx's own number says in its documentation what to mend; nothing else of its answer is kept. */
export function told(log: Log, { came, code }: Reading, about: object): Delivery {
  if (came.outcome === "failed" && code !== null)
    log.warn({ provider: "telnyx", ...about, code, reason: came.reason }, "Telnyx refused");
  return came;
}
