import { isTeams } from "./give-answer.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { type Place, sayAlone, sayDirect, single } from "./say-there.ts";
import type { WhoActs } from "./who-acts.ts";

/** Says privately why nothing is done. Slack shows nothing in a channel to somebody who is not in it. */
export async function refuse(
  parts: HandlerParts,
  place: Place,
  who: Extract<WhoActs, { readonly kind: "refused" | "guest" }>,
): Promise<void> {
  const isOutside = who.kind === "refused" && who.because === "elsewhere";
  if (isOutside && isTeams(parts, place)) await sayDirect(parts, place.user, single(who.why));
  else await sayAlone(parts, place, single(who.why));
}
