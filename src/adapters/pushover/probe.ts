import { z } from "zod";
import type { Refusal } from "../../ports/failure.ts";
import type { Probe } from "../../ports/probe.ts";
import type { PushoverApi } from "./api.ts";
import { readReply } from "./read-reply.ts";

const limitsSchema = z.object({ remaining: z.number() });

/** Asks for the quota, which takes a token that is good and contacts nobody. */
export async function probe(api: PushoverApi, signal: AbortSignal): Promise<Probe> {
  const read = readReply(await api.get("apps/limits", signal), limitsSchema);
  if (read.outcome === "failed") return unwell(read.reason);
  const { remaining } = read.body;
  return remaining > 0
    ? { ok: true, said: `Pushover knows our token; ${remaining} messages left this month` }
    : bad(
        "Pushover takes no more messages from us this month",
        "Buy more messages for the application at pushover.net.",
      );
}

function unwell(reason: Refusal): Probe {
  if (reason === "unauthorized")
    return bad(
      "Pushover refuses our token",
      "Set PUSHOVER_TOKEN to the API token of the application, from pushover.net.",
    );
  return reason === "unreachable"
    ? bad("Pushover cannot be reached", "Look whether this machine reaches api.pushover.net.")
    : bad(
        "Pushover does not answer as it should",
        "Look at status.pushover.net, and at PUSHOVER_API_URL if it is set.",
      );
}

function bad(said: string, mend: string): Probe {
  return { ok: false, said, mend };
}
