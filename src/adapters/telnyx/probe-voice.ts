import { z } from "zod";
import type { Probe } from "../../ports/probe.ts";
import { look } from "./look.ts";
import type { TelnyxParts } from "./parts.ts";
import { probeCredit } from "./probe-credit.ts";

const schema = z.object({
  data: z.object({
    active: z.boolean().nullish(),
    voice_method: z.string().nullish(),
    outbound: z.object({ outbound_voice_profile_id: z.string().nullish() }).nullish(),
  }),
});
type Application = z.infer<typeof schema>["data"];

/** Whether a call would go out; calls nobody. */
export async function probeVoice(parts: TelnyxParts, signal: AbortSignal): Promise<Probe> {
  const credit = await probeCredit(parts, signal);
  if ("ok" in credit) return credit;
  const path = `/texml_applications/${encodeURIComponent(parts.config.applicationId)}`;
  const found = await look(parts, path, schema, signal);
  if (found.kind === "bad") return found.probe;
  if (found.kind === "missing")
    return bad(
      "Telnyx has no TeXML application with our ID",
      "Set TELNYX_APPLICATION_ID to the ID that the portal shows under Voice, TeXML Applications.",
    );
  const trouble =
    found.kind === "found" ? troubleOf(found.it.data, parts.callbackUrl !== null) : null;
  const known = found.kind === "found" ? "our key and our application" : "our key";
  const left = credit.left === null ? "" : `; ${credit.left}`;
  return trouble ?? { ok: true, said: `Telnyx knows ${known}${left}` };
}

function troubleOf(application: Application, hearsKeys: boolean): Probe | null {
  if (application.active === false)
    return bad(
      "our TeXML application is switched off at Telnyx",
      "Switch it on in the portal, under Voice, TeXML Applications.",
    );
  if (application.outbound && !application.outbound.outbound_voice_profile_id)
    return bad(
      "our TeXML application may not call out",
      "Give it an outbound voice profile in the portal, under Voice, TeXML Applications, Outbound.",
    );
  // Telnyx sends pressed keys by whichever method is set there, and signs nothing of a GET but its time.
  if (hearsKeys && application.voice_method?.toLowerCase() === "get")
    return bad(
      "keys that are pressed in a call do not reach us from Telnyx",
      "Set the voice method of our TeXML application to POST in the portal.",
    );
  return null;
}

function bad(said: string, mend: string): Probe {
  return { ok: false, said, mend };
}
