import { z } from "zod";
import type { Refusal } from "../../ports/failure.ts";
import type { Probe } from "../../ports/probe.ts";
import type { OpsgenieApi } from "./api.ts";
import { readReply } from "./read-reply.ts";

const alertsSchema = z.object({ data: z.array(z.unknown()) });

/** Lists one alert, which contacts nobody. */
export async function probe(api: OpsgenieApi, signal: AbortSignal): Promise<Probe> {
  const read = readReply(await api.get("?limit=1", signal), 200, alertsSchema);
  if (read.outcome === "failed") return unwell(read.reason);
  return { ok: true, said: "Opsgenie knows our key" };
}

function unwell(reason: Refusal): Probe {
  if (reason === "unauthorized")
    return bad(
      "Opsgenie refuses our key",
      "Set OPSGENIE_API_KEY to the key of an API integration that may read, create and update, and OPSGENIE_API_URL to us, eu or jsm.",
    );
  return reason === "unreachable"
    ? bad("Opsgenie cannot be reached", "Look whether this machine reaches OPSGENIE_API_URL.")
    : bad(
        "Opsgenie does not answer as it should",
        "Set OPSGENIE_API_URL to us, eu or jsm, as the account is.",
      );
}

function bad(said: string, mend: string): Probe {
  return { ok: false, said, mend };
}
