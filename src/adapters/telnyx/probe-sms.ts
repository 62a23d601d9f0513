import { z } from "zod";
import type { Probe } from "../../ports/probe.ts";
import { messagesAddress, PATHS } from "./addresses.ts";
import { look } from "./look.ts";
import type { TelnyxParts } from "./parts.ts";
import { probeCredit } from "./probe-credit.ts";

const numbersSchema = z.object({
  data: z.array(
    z.object({ status: z.string().nullish(), messaging_profile_id: z.string().nullish() }),
  ),
});
const profileSchema = z.object({
  data: z.object({
    enabled: z.boolean().nullish(),
    webhook_url: z.string().nullish(),
    webhook_api_version: z.string().nullish(),
  }),
});
type OurNumber = z.infer<typeof numbersSchema>["data"][number];
type Profile = z.infer<typeof profileSchema>["data"];

/** Whether an SMS would go out, and its answer come back; writes to nobody. */
export async function probeSms(parts: TelnyxParts, signal: AbortSignal): Promise<Probe> {
  const credit = await probeCredit(parts, signal);
  if ("ok" in credit) return credit;
  const trouble = await troubleOfNumber(parts, signal);
  const left = credit.left === null ? "" : `; ${credit.left}`;
  return trouble ?? { ok: true, said: `Telnyx knows our key${left}` };
}

async function troubleOfNumber(parts: TelnyxParts, signal: AbortSignal): Promise<Probe | null> {
  const query = new URLSearchParams({ "filter[phone_number]": parts.config.from }).toString();
  const numbers = await look(parts, `/phone_numbers?${query}`, numbersSchema, signal);
  if (numbers.kind === "bad") return numbers.probe;
  if (numbers.kind !== "found") return null;
  const ours = numbers.it.data[0];
  const trouble = troubleOf(ours);
  const profile = ours?.messaging_profile_id;
  return trouble !== null || !profile ? trouble : troubleOfProfile(parts, profile, signal);
}

function troubleOf(ours: OurNumber | undefined): Probe | null {
  if (ours === undefined)
    return bad(
      "TELNYX_FROM is no number of our Telnyx account",
      "Set it to one that the portal shows under Numbers, My Numbers.",
    );
  if (ours.status && ours.status !== "active")
    return bad(
      "our number at Telnyx is not active",
      "Look what it waits for in the portal, under Numbers, My Numbers.",
    );
  return ours.messaging_profile_id
    ? null
    : bad(
        "our number at Telnyx has no messaging profile, and sends no SMS",
        "Give it one in the portal, under Numbers, My Numbers.",
      );
}

async function troubleOfProfile(
  parts: TelnyxParts,
  id: string,
  signal: AbortSignal,
): Promise<Probe | null> {
  const path = `/messaging_profiles/${encodeURIComponent(id)}`;
  const found = await look(parts, path, profileSchema, signal);
  if (found.kind === "bad") return found.probe;
  return found.kind === "found" ? troubleIn(found.it.data, parts.callbackUrl) : null;
}

function troubleIn(profile: Profile, callbackUrl: string | null): Probe | null {
  if (profile.enabled === false)
    return bad(
      "our messaging profile is switched off at Telnyx",
      "Switch it on in the portal, under Messaging.",
    );
  if (callbackUrl === null) return null;
  const isHeard =
    profile.webhook_url === messagesAddress(callbackUrl) &&
    (profile.webhook_api_version ?? "2") === "2";
  return isHeard
    ? null
    : {
        ok: true,
        said: `Telnyx sends SMS; answers to them do not reach us: set the inbound webhook of our messaging profile to PUBLIC_URL followed by ${PATHS.messages}, with API version 2`,
      };
}

function bad(said: string, mend: string): Probe {
  return { ok: false, said, mend };
}
